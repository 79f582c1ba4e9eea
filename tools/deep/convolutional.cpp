#include "deep/convolutional.hpp"

#include "vocabulary/failure.hpp"
#include "vocabulary/number.hpp"

namespace catapult::tools {

std::shared_ptr<deep_network> make_convolutional(const network_choice& choice, const sample_shape&, std::int64_t)
{
    throw request_error("--model " + in_quotes(choice.model) + ": cnn or wide-resnet:DEPTH:WIDEN is wanted");
}

}  // namespace catapult::tools
