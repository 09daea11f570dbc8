#include <algorithm>
#include <array>

#include "beam/pipeline/combine/combine.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/pipeline/map.h"
#include "beam/testing/random_steps.h"
#include "beam/transforms/co_group_by_key.h"
#include "beam/transforms/combiners/approximate_unique.h"
#include "beam/transforms/combiners/count.h"
#include "beam/transforms/combiners/min_max.h"
#include "beam/transforms/combiners/sample.h"
#include "beam/transforms/combiners/sum.h"
#include "beam/transforms/combiners/to_list.h"
#include "beam/transforms/combiners/top.h"
#include "beam/transforms/keys.h"

namespace beam::testing {
namespace {

using Pair = RandomPair;
using Pairs = RandomPairs;
using Others = std::vector<RandomPairs>;

/// A number that any other values would change, whatever their order.
template <class Range>
std::int64_t Fold(const Range& values) {
  std::int64_t folded = 0;
  for (const std::int64_t value : values) folded += 1 + (value % 1009) * (value % 1009);
  return folded;
}

struct FoldGroup {
  template <class Range>
  Pair operator()(const KV<std::string, Range>& group) const {
    return {group.key, Fold(group.value)};
  }
};

Pairs Group(const Pairs& in, RandomSource&, const Others&) {
  return in | GroupByKey() | Map("Fold", FoldGroup());
}

Pairs GroupByRow(const Pairs& in, RandomSource& random, const Others&) {
  struct Row {
    std::string name;
    std::optional<std::int64_t> remainder;
    std::vector<std::int64_t> history;
  };
  const std::int64_t divisor = 1 + random.Below(9);
  auto with_row = [divisor](const Pair& pair) {
    const std::int64_t remainder = pair.value % divisor;
    Row row{"row", std::nullopt, {remainder}};
    if (remainder != 0) row.remainder = remainder;
    return KV<Row, std::int64_t>{row, pair.value};
  };
  return in | Map("WithRow", with_row) | GroupByKey() |
         Map("FoldRow", [](const KV<Row, Iterable<std::int64_t>>& group) {
           return Pair{group.key.name + std::to_string(group.key.remainder.value_or(0)),
                       Fold(group.value)};
         });
}

Pairs GroupTwice(const Pairs& in, RandomSource&, const Others&) {
  return in | GroupByKey("First") |
         FlatMap("Apart",
                 [](const KV<std::string, Iterable<std::int64_t>>& group) {
                   std::vector<Pair> apart;
                   for (const std::int64_t value : group.value) {
                     apart.push_back({group.key.substr(0, 1), value});
                   }
                   return apart;
                 }) |
         GroupByKey("Second") | Map("Fold", FoldGroup());
}

Pairs SumEach(const Pairs& in, RandomSource& random, const Others&) {
  const CombinePerKey sum("Sum", SumFn<std::int64_t>());
  return random.Below(2) == 0 ? in | sum : in | sum.WithHotKeyFanout(3);
}

Pairs SumAll(const Pairs& in, RandomSource&, const Others&) {
  return in | Values() | CombineGlobally("Sum", SumFn<std::int64_t>()).WithoutDefaults() |
         WithKeys("All", std::string("all"));
}

Pairs GreatestEach(const Pairs& in, RandomSource&, const Others&) {
  return in | Max::PerKey();
}

Pairs CountEach(const Pairs& in, RandomSource&, const Others&) {
  return in | Keys() | Count::PerElement();
}

Pairs TopEach(const Pairs& in, RandomSource& random, const Others&) {
  return in | Top::LargestPerKey("Top", static_cast<std::size_t>(1 + random.Below(4))) |
         Map("Fold", FoldGroup());
}

Pairs SampleEach(const Pairs& in, RandomSource& random, const Others&) {
  return in | Sample::FixedSizePerKey("Sample", static_cast<std::size_t>(1 + random.Below(4)), 7) |
         Map("Fold", FoldGroup());
}

Pairs UniqueEach(const Pairs& in, RandomSource&, const Others&) {
  return in | ApproximateUnique::PerKey("Unique", 16);
}

Pairs ListAll(const Pairs& in, RandomSource&, const Others&) {
  return in | Values() | CombineGlobally("List", ToListFn<std::int64_t>()).WithoutDefaults() |
         Map("Fold", [](const std::vector<std::int64_t>& list) {
           return Pair{"list of " + std::to_string(list.size()), Fold(list)};
         });
}

Pairs Join(const Pairs& in, RandomSource& random, const Others& others) {
  const Pairs other =
      others[static_cast<std::size_t>(random.Below(static_cast<std::int64_t>(others.size())))];
  // Joined are collections in the same windows; any other takes the place of itself.
  const Windowing& theirs = *other.windowing();
  const Windowing& ours = *in.windowing();
  const bool fits =
      theirs.window_fn->Describe() == ours.window_fn->Describe() && theirs.trigger == ours.trigger;
  return CoGroupByKey("Join", in, fits ? other : in) |
         Map("FoldBoth", [](const KV<std::string, CoGbkResult<std::int64_t, std::int64_t>>& both) {
           const auto& [left, right] = both.value;
           return Pair{both.key, Fold(left) * 31 + Fold(right)};
         });
}

constexpr std::array kSteps = {
    RandomStep{"Group", Group},           RandomStep{"GroupByRow", GroupByRow},
    RandomStep{"GroupTwice", GroupTwice}, RandomStep{"SumEach", SumEach},
    RandomStep{"SumAll", SumAll},         RandomStep{"GreatestEach", GreatestEach},
    RandomStep{"CountEach", CountEach},   RandomStep{"TopEach", TopEach},
    RandomStep{"SampleEach", SampleEach}, RandomStep{"UniqueEach", UniqueEach},
    RandomStep{"ListAll", ListAll},       RandomStep{"Join", Join},
};

}  // namespace

std::span<const RandomStep> RandomGroupingSteps() {
  return kSteps;
}

}  // namespace beam::testing
