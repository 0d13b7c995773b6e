#include "shared/attack/overheard.hpp"

#include <span>
#include <utility>

#include "shared/tasks/audit_budget.hpp"

namespace sotto {
namespace {

std::span<float> numbers(torch::Tensor& of) {
  return {of.data_ptr<float>(), static_cast<std::size_t>(of.numel())};
}

}  // namespace

Examples draw_attacked(const ExampleSource& source, std::int64_t number) {
  Examples drawn{torch::empty({kAttackMinibatch, source.seen_values()}),
                 torch::empty({kAttackMinibatch, 1}), torch::empty({kAttackMinibatch, 1})};
  source.draw(number, {numbers(drawn.seen), numbers(drawn.hidden), numbers(drawn.useful)});
  return drawn;
}

Overheard overhear(const SelectiveArchives& archives, const NumberStream& stream,
                   std::int64_t number, Examples examples) {
  Overheard sample{std::move(examples), {}, {}};
  sample.key = torch::empty({sample.seen.size(0), archives.key_bits()});
  stream.fill_bits(Purpose::attack_key, number, numbers(sample.key));
  sample.heard =
      torch::cat({archives.publish(sample.seen), archives.encrypt(sample.seen, sample.key)}, 1);
  return sample;
}

}  // namespace sotto
