#include "deep/torch.hpp"
