// The convolutional networks: a CNN, and Wide ResNets.
#ifndef CATAPULT_TOOLS_DEEP_CONVOLUTIONAL_HPP
#define CATAPULT_TOOLS_DEEP_CONVOLUTIONAL_HPP

#include "deep/networks.hpp"

namespace catapult::tools {

/// cnn[:CHANNELS[:LAYERS]] or wide-resnet:DEPTH:WIDEN. request_error for other names, and for samples that are no images of a
/// fitting size.
std::shared_ptr<deep_network> make_convolutional(const network_choice& choice, const sample_shape& sample, std::int64_t outputs);

/// The Wide ResNet of Zagoruyko and Komodakis (arXiv:1605.07146) with 6·`blocks` + 4 layers, for images of 4 × 4 and more. Its
/// convolutions have no biases: batch norm would subtract them again.
std::shared_ptr<deep_network> make_wide_resnet(const network_choice& choice, const sample_shape& sample, std::int64_t outputs,
                                               std::int64_t blocks, std::int64_t widen);

}  // namespace catapult::tools

#endif
