// LibTorch, which takes most of the time that a file of this folder takes to compile. It is precompiled once.
#ifndef CATAPULT_TOOLS_DEEP_TORCH_HPP
#define CATAPULT_TOOLS_DEEP_TORCH_HPP

#include <torch/torch.h>

#endif
