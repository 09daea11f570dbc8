#include <array>
#include <cstdlib>

#include "beam/pipeline/combine/combine.h"
#include "beam/pipeline/exception_handling.h"
#include "beam/pipeline/flatten.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/reshuffle.h"
#include "beam/restriction/offset_range_tracker.h"
#include "beam/testing/random_steps.h"
#include "beam/transforms/combiners/distinct.h"
#include "beam/transforms/keys.h"
#include "beam/transforms/partition.h"

namespace beam::testing {
namespace {

using Pair = RandomPair;
using Pairs = RandomPairs;
using Others = std::vector<RandomPairs>;

Pairs Multiply(const Pairs& in, RandomSource& random, const Others&) {
  const std::int64_t factor = 1 + random.Below(9);
  return in | Map("Multiply", [factor](const Pair& pair) {
           return Pair{pair.key, (pair.value * factor + 1) % 100003};
         });
}

Pairs Repeat(const Pairs& in, RandomSource& random, const Others&) {
  const std::int64_t most = 1 + random.Below(3);
  return in | FlatMap("Repeat", [most](const Pair& pair) {
           return std::vector<Pair>(static_cast<std::size_t>(std::abs(pair.value) % (most + 1)),
                                    pair);
         });
}

Pairs Thin(const Pairs& in, RandomSource& random, const Others&) {
  const std::int64_t divisor = 2 + random.Below(5);
  return in | Filter("Thin", [divisor](const Pair& pair) { return pair.value % divisor != 0; });
}

Pairs Deal(const Pairs& in, RandomSource&, const Others&) {
  return in | Reshuffle();
}

Pairs Rekey(const Pairs& in, RandomSource& random, const Others&) {
  const std::int64_t num_keys = 1 + random.Below(9);
  return in | Values() | WithKeys("Rekey", [num_keys](std::int64_t value) {
           return "r" + std::to_string(value % num_keys);
         });
}

struct SplitByParity {
  void Process(const Pair& pair, Emitter<Pair>& even, Emitter<Pair>& odd) const {
    (pair.value % 2 == 0 ? even : odd)(pair);
  }
};

Pairs Split(const Pairs& in, RandomSource&, const Others&) {
  auto [even, odd] = in | ParDo("Split", SplitByParity());
  return Flatten("Join", even,
                 odd | MapValues("Negate", [](std::int64_t value) { return -value; }));
}

Pairs Divide(const Pairs& in, RandomSource& random, const Others&) {
  const auto parts = static_cast<int>(2 + random.Below(3));
  auto by_value = [parts](const Pair& pair) {
    return static_cast<int>(std::abs(pair.value) % parts);
  };
  std::vector<Pairs> divided = in | Partition("Partition", parts, by_value);
  divided[0] = divided[0] | MapKeys("Mark", [](const std::string& key) { return key + "!"; });
  return Flatten("Together", divided);
}

Pairs Catch(const Pairs& in, RandomSource& random, const Others&) {
  const std::int64_t divisor = 2 + random.Below(7);
  auto fail_sometimes = [divisor](const Pair& pair) {
    if (pair.value % divisor == 0) throw Error(ErrorCode::kDataLoss, "not this one");
    return Pair{pair.key, pair.value + 1};
  };
  auto [good, failed] = in | Map("Fail", fail_sometimes).WithExceptionHandling();
  return Flatten("Both", good, failed | Map("Failed", [](const FailedElement<Pair>& failure) {
                                 return Pair{failure.code, failure.element.value};
                               }));
}

/// Emits the numbers below the last digit of each value, part by part.
struct CountUp {
  OffsetRange InitialRestriction(const Pair& pair) const { return {0, std::abs(pair.value) % 5}; }
  std::vector<OffsetRange> SplitRestriction(const Pair&, const OffsetRange& range) const {
    return range.SplitBySize(2);
  }
  void Process(const Pair& pair, LockedTracker<OffsetRangeTracker>& tracker,
               Emitter<Pair>& out) const {
    for (std::int64_t at = tracker.restriction().start; tracker.TryClaim(at); ++at) {
      out({pair.key, at});
    }
  }
};

Pairs Count(const Pairs& in, RandomSource&, const Others&) {
  return in | ParDo("CountUp", CountUp());
}

struct SumOfBundle {
  std::int64_t sum = 0;
  void StartBundle() { sum = 0; }
  void Process(const Pair& pair, Emitter<std::int64_t>&) { sum += pair.value; }
  void FinishBundle(Emitter<std::int64_t>& out) { out(sum); }
};

Pairs SumBundles(const Pairs& in, RandomSource&, const Others&) {
  // How many sums there are is not defined, and triggers may count them.
  if (in.windowing()->trigger != Trigger{}) return in;
  return in | ParDo("SumOfBundle", SumOfBundle()) | CombineGlobally("Sum", SumFn<std::int64_t>()) |
         WithKeys("All", std::string("bundles"));
}

Pairs OnlyOnce(const Pairs& in, RandomSource&, const Others&) {
  return in | Distinct();
}

Pairs Both(const Pairs& in, RandomSource&, const Others&) {
  return Flatten("Both", in, in);
}

constexpr std::array kSteps = {
    RandomStep{"Multiply", Multiply}, RandomStep{"Repeat", Repeat},
    RandomStep{"Thin", Thin},         RandomStep{"Deal", Deal},
    RandomStep{"Rekey", Rekey},       RandomStep{"Split", Split},
    RandomStep{"Divide", Divide},     RandomStep{"Catch", Catch},
    RandomStep{"Count", Count},       RandomStep{"SumBundles", SumBundles, true},
    RandomStep{"OnlyOnce", OnlyOnce}, RandomStep{"Both", Both},
};

}  // namespace

std::span<const RandomStep> RandomElementSteps() {
  return kSteps;
}

}  // namespace beam::testing
