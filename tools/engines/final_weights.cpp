#include "engines/final_weights.hpp"

#include <vector>

#include "writers/table_writer.hpp"

namespace catapult::tools {

void write_trained_weights(weight_segments& start, output_file& u, output_file& v,
                           const std::function<void(const weight_segments::segment&, std::size_t member)>& train)
{
    const weights_dims shapes = start.shapes();
    npy_writer u_file(u, start.width(), shapes.inputs);
    npy_writer v_file(v, start.width(), shapes.outputs);
    start.for_each(train, [&](const weight_segments::segment& s) {
        u_file.append(s.u.data, s.u.rows * s.u.columns);
        v_file.append(s.v.data, s.v.rows * s.v.columns);
    });
}

followed_weights::followed_weights(weight_segments start, const reduced_data<double>& data, const training_rule& rule,
                                   double scale_first, double scale_second)
    : start_(std::move(start))
{
    const weights_dims shapes = start_.shapes();
    memory_ = memory_for([&](std::size_t& b) { return weights_transform<double>::bytes(shapes, rule, b); }, "the weights");
    check(weights_transform<double>::create(shapes, data.basis, rule, scale_first, scale_second, memory_.view(), transform_),
          "the weights");
}

void followed_weights::write(output_file& u, output_file& v)
{
    transform_.prepare();
    std::vector<memory> work(start_.at_once());
    for (memory& m : work) m = memory(transform_.apply_bytes());
    write_trained_weights(start_, u, v, [&](const weight_segments::segment& s, std::size_t member) {
        check(transform_.apply(s.u, s.v, work[member].view()), "the final weights");
    });
}

}  // namespace catapult::tools
