#include "command/command_line.hpp"
#include "command/program.hpp"

int main(int argc, char** argv) { return catapult::tools::run_program(argc, argv, catapult::tools::parse_command_line); }
