#include "readers/published.hpp"

#include "readers/matrix.hpp"

namespace catapult::tools {

namespace {

struct published_file {
    const char* name;
    const char* where;
};

constexpr const char* mnist = "MNIST, yann.lecun.com/exdb/mnist";
constexpr const char* cifar_10 = "the CIFAR-10 binary version, cs.toronto.edu/~kriz/cifar.html";
constexpr const char* cifar_100 = "the CIFAR-100 binary version, cs.toronto.edu/~kriz/cifar.html";

constexpr published_file files[] = {
    {"train-images-idx3-ubyte", mnist}, {"train-labels-idx1-ubyte", mnist}, {"t10k-images-idx3-ubyte", mnist},
    {"t10k-labels-idx1-ubyte", mnist},  {"data_batch_1.bin", cifar_10},     {"data_batch_2.bin", cifar_10},
    {"data_batch_3.bin", cifar_10},     {"data_batch_4.bin", cifar_10},     {"data_batch_5.bin", cifar_10},
    {"test_batch.bin", cifar_10},       {"train.bin", cifar_100},           {"test.bin", cifar_100},
};

}  // namespace

std::string where_published(const std::string& path)
{
    const std::string name = name_without_gz(path);
    for (const published_file& file : files)
        if (name == file.name) return std::string("; a file of this name is part of ") + file.where;
    return {};
}

}  // namespace catapult::tools
