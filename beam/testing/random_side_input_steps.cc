#include <array>

#include "beam/pipeline/as_side_input.h"
#include "beam/pipeline/combine/combine.h"
#include "beam/pipeline/map.h"
#include "beam/testing/random_steps.h"
#include "beam/transforms/keys.h"
#include "beam/transforms/wait.h"

namespace beam::testing {
namespace {

using Pair = RandomPair;
using Pairs = RandomPairs;
using Others = std::vector<RandomPairs>;

/// A collection that can be a side input: not in windows that merge.
Pairs SideOf(const Pairs& in, RandomSource& random, const Others& others) {
  const Pairs side =
      others[static_cast<std::size_t>(random.Below(static_cast<std::int64_t>(others.size())))];
  if (!side.windowing()->window_fn->IsMerging()) return side;
  return (in.windowing()->window_fn->IsMerging() ? others[0] : in);
}

Pairs AddTotal(const Pairs& in, RandomSource& random, const Others& others) {
  auto sum = SideOf(in, random, others) | Values() |
             CombineGlobally("Sum", SumFn<std::int64_t>()).WithoutDefaults();
  auto total = AsSingleton("Total", sum, -1);
  return in | Map("Add", [total](const Pair& pair) {
                return Pair{pair.key, (pair.value + *total) % 100003};
              }).WithSideInputs(total);
}

Pairs AddList(const Pairs& in, RandomSource& random, const Others& others) {
  auto list = AsList("List", SideOf(in, random, others));
  return in | Map("Add", [list](const Pair& pair) {
                std::int64_t sum = pair.value;
                for (const Pair& other : *list) sum = (sum + other.value) % 100003;
                return Pair{pair.key, sum * 100 + static_cast<std::int64_t>(list->size() % 100)};
              }).WithSideInputs(list);
}

Pairs LookUp(const Pairs& in, RandomSource& random, const Others& others) {
  const Pairs side = SideOf(in, random, others);
  auto sums = AsMap("Sums", side | CombinePerKey("Sum", SumFn<std::int64_t>()));
  auto all = AsMultimap("All", side);
  return in | Map("LookUp", [sums, all](const Pair& pair) {
                return Pair{pair.key, sums->Find(pair.key).value_or(-1) % 100003 +
                                          static_cast<std::int64_t>(all->at(pair.key).size())};
              }).WithSideInputs(sums, all);
}

Pairs WaitForOther(const Pairs& in, RandomSource& random, const Others& others) {
  return in | Wait::On("Wait", SideOf(in, random, others));
}

constexpr std::array kSteps = {
    RandomStep{"AddTotal", AddTotal},
    RandomStep{"AddList", AddList},
    RandomStep{"LookUp", LookUp},
    RandomStep{"WaitForOther", WaitForOther},
};

}  // namespace

std::span<const RandomStep> RandomSideInputSteps() {
  return kSteps;
}

}  // namespace beam::testing
