// A reduced data set as a file: all that squared error of all samples needs, so that data are read and reduced once.
// Whole numbers take 8 bytes, others are of IEEE 754's binary64; all are little-endian.
//     8 bytes   8f "CATRED" 0a
//     8         the version of this format, 1
//     6 × 8     samples, inputs, outputs, rank, the exponent of the unit (in two's complement), bytes of the text
//     …         a line of text: of which files the data are, and how they were prepared
//     8         the loss that no linear model removes
//     …         the singular values over the unit
//     …         the targets over the unit, rank × outputs, row by row
//     8         CRC-32 of all bytes before
#ifndef CATAPULT_TOOLS_ENGINES_REDUCED_FILE_HPP
#define CATAPULT_TOOLS_ENGINES_REDUCED_FILE_HPP

#include <string>

#include "engines/training_data.hpp"

namespace catapult::tools {

/// The bytes of such a file. `origin` is its line of text.
std::string reduced_file(const reduced_data<double>& data, const std::string& origin);

/// Reads the file that --inputs names. The basis is empty. request_error, with the file's name, unless the file is whole and
/// holds what a reduction can give, and for options that choose or prepare samples.
training_data read_reduced(const dataset_options& options);

/// request_error if `option` is not empty and the data are a reduced set, which lacks what it needs.
void refuse_reduced(const dataset_options& data, const std::string& option, const char* lacking);

}  // namespace catapult::tools

#endif
