// Results that `catapult plot` reads, and the pictures of trajectories and sweeps that it prepares of them.
#include "fuzz/choices.hpp"
#include "fuzz/reading.hpp"
#include "plotting/pictures.hpp"
#include "plotting/result_table.hpp"

using namespace catapult::test;
using namespace catapult::tools;

const std::size_t catapult::test::fuzz_fixed_inputs = 20000;

std::vector<std::string> catapult::test::fuzz_seeds()
{
    const std::string sweep = "model,width,seed,eta,eta_lambda0,lambda0,phase,steps_to_converge,loss_max,lambda_final\n";
    return {
        "step,f,loss,lambda\n0,1,0.5,2\n1,0.5,0.125,2\n2,0,0,1.5\n", "step,loss,lambda_max\n0,1e300,2\n1,inf,nan\n2,,-1\n",
        sweep +
            "warmup,100,0,1,2,2,lazy,14,0.5,2\nwarmup,100,0,1.5,3,2,catapult,77,1e5,0.1\nwarmup,inf,0,1.5,3,2,divergent,,inf,\n",
        sweep + "warmup,100,0,1,2,2,lazy,14,0.5,2\nwarmup,100,1,1,2,2,bounded,,0.5,2\n",
        sweep + "warmup,100,0,1,2,2,lazy,14,0.5,2\nwarmup,1e6,0,1,2,2,lazy,14,0.5,2\n"};
}

std::vector<std::string> catapult::test::fuzz_words()
{
    return {",",           "\n",  "nan",  "inf",       "-inf",   "1e308", "-1e308", "4e-320",
            "0",           "-1",  "lazy", "divergent", ",width", ",loss", ",phase", "warmup,100,0,1,2,2,lazy,14,0.5,2\n",
            "2,0,0,1.5\n", "\r\n"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string path = written("result", std::string(reinterpret_cast<const char*>(data), size));
    try {
        const result_table table = read_result(path);
        require(table.rows > 0, "a result has rows");
        for (const auto& [name, values] : table.numbers)
            require(values.size() == table.rows, "a column has a number in each row");
        for (const auto& [name, values] : table.texts) require(values.size() == table.rows, "a column has a text in each row");
        const bool trajectory = table.header.rfind("step,", 0) == 0;
        const prepared_picture picture = trajectory ? trajectory_picture(table) : sweep_picture(table);
        require(!picture.script.empty(), "a picture has a script");
    } catch (const request_error& error) {
        require(error.what()[0] != '\0', "a refusal says why");
    }
    return 0;
}
