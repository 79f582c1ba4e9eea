// The convolutional networks: the paper's CNN, and Wide ResNets.
#ifndef CATAPULT_TOOLS_DEEP_CONVOLUTIONAL_HPP
#define CATAPULT_TOOLS_DEEP_CONVOLUTIONAL_HPP

#include "deep/networks.hpp"

namespace catapult::tools {

/// cnn or wide-resnet:DEPTH:WIDEN. request_error for other names, and for samples that are no images of a fitting size.
std::shared_ptr<deep_network> make_convolutional(const network_choice& choice, const sample_shape& sample, std::int64_t outputs);

}  // namespace catapult::tools

#endif
