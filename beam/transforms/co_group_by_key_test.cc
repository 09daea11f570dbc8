#include "beam/transforms/co_group_by_key.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "beam/pipeline/create.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/collect.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

using Emails = KV<std::string, std::string>;
using Ages = KV<std::string, std::int64_t>;

template <class V>
std::string Sorted(const Iterable<V>& values) {
  std::vector<V> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(values.size(), sorted.size());
  return Describe(sorted);
}

TEST(CoGroupByKeyTest, HasEachKeyWithItsValuesInEveryInput) {
  EveryWay([](Pipeline& p) {
    auto emails = p | Create("Emails", std::vector<Emails>{
                                           {"amy", "amy@a"}, {"carl", "carl@c"}, {"amy", "amy@b"}});
    auto ages = p | Create("Ages", std::vector<Ages>{{"james", 50}, {"amy", 30}});
    // Of the type of the first one.
    auto towns = p | Create("Towns", std::vector<Emails>{{"amy", "Rome"}});
    auto show = [](const auto& person) {
      const auto& [all_emails, all_ages, all_towns] = person.value;
      return person.key + " " + Sorted(all_emails) + Sorted(all_ages) + Sorted(all_towns);
    };
    auto out = Collect("Out", CoGroupByKey("Join", emails, ages, towns) | Map("Show", show));
    return [out] {
      EXPECT_THAT(out->values(), UnorderedElementsAre(R"(amy ["amy@a", "amy@b"][30]["Rome"])",
                                                      R"(carl ["carl@c"][][])", "james [][50][]"));
    };
  });
}

/// 20,000 values of one key, of which every 100th is of the second input.
TEST(CoGroupByKeyTest, TheValuesOfAKeyMayBeLargerThanMemory) {
  EveryWay([](Pipeline& p) {
    std::vector<KV<bool, std::int64_t>> left;
    std::vector<KV<bool, std::string>> right;
    for (std::int64_t i = 0; i < 20000; ++i) {
      if (i % 100 == 0) {
        right.push_back({true, std::string(20, 'x') + std::to_string(i)});
      } else {
        left.push_back({i % 5000 != 1, i});
      }
    }
    auto sum = [](const KV<bool, CoGbkResult<std::int64_t, std::string>>& group) {
      const auto& [numbers, texts] = group.value;
      std::int64_t total = 0;
      std::size_t size = 0;
      for (int again = 0; again < 2; ++again) {  // They can be read any number of times.
        for (const std::int64_t n : numbers) total += n;
        for (const std::string& text : texts) size += text.size();
      }
      return std::to_string(numbers.size()) + " " + std::to_string(texts.size()) + " " +
             std::to_string(total) + " " + std::to_string(size);
    };
    auto out =
        Collect("Out", CoGroupByKey("Join", p | Create("Left", left), p | Create("Right", right)) |
                           Map("Sum", sum));
    std::int64_t total = 0;
    for (const auto& pair : left) total += pair.key ? pair.value : 0;
    std::size_t size = 0;
    for (const auto& pair : right) size += pair.value.size();
    return [=] {
      EXPECT_THAT(out->values(),
                  UnorderedElementsAre(
                      "19796 200 " + std::to_string(2 * total) + " " + std::to_string(2 * size),
                      "4 0 " + std::to_string(2 * (1 + 5001 + 10001 + 15001)) + " 0"));
    };
  });
}

TEST(CoGroupByKeyTest, GroupsEachWindowOfItsOwn) {
  EveryWay([](Pipeline& p) {
    auto in_tens = [&](const std::string& label, const std::vector<Ages>& pairs) {
      return p | Create(label, pairs) |
             WithTimestamps(label + "At",
                            [](const Ages& pair) { return Timestamp{} + Seconds(pair.value); }) |
             WindowInto(label + "Tens", FixedWindows(Seconds(10)));
    };
    auto left = in_tens("Left", {{"a", 1}, {"a", 11}, {"a", 12}});
    auto right = in_tens("Right", {{"a", 15}, {"a", 21}});
    auto show = [](const KV<std::string, CoGbkResult<std::int64_t, std::int64_t>>& group) {
      return Sorted(std::get<0>(group.value)) + Sorted(std::get<1>(group.value));
    };
    auto out = Collect("Out", CoGroupByKey("Join", left, right) | Map("Show", show));
    return [out] {
      EXPECT_THAT(out->values(), UnorderedElementsAre("[1][]", "[11, 12][15]", "[][21]"));
    };
  });
}

TEST(CoGroupByKeyTest, InputsInDifferentWindowsAreRefused) {
  EXPECT_THAT(RefusalOf([](Pipeline& p) {
                auto left = p | Create("Left", std::vector<Ages>{});
                auto right = p | Create("Right", std::vector<Ages>{}) |
                             WindowInto("Tens", FixedWindows(Seconds(10)));
                CoGroupByKey("Join", left, right);
              }),
              ::testing::AllOf(HasSubstr("co_group_by_key_test.cc"),
                               HasSubstr("are windowed differently")));
}

TEST(CoGroupByKeyTest, BytesOfNoInputAreDataLoss) {
  using Value = internal::CoGroupValue<bool, std::string>;
  EXPECT_EQ(Decode<Value>(Encode(Value{std::string("ab")})).value.index(), 1U);
  EXPECT_THROW(Decode<Value>("\x02\x01"), Error);
  EXPECT_THROW(Decode<Value>("\x01"), Error);
}

}  // namespace
}  // namespace beam::testing
