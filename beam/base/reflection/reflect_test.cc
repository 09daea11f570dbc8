#include "beam/base/reflection/reflect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <any>
#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace beam {
namespace {

using ::testing::ElementsAre;

struct Empty {};
struct One {
  std::string path;
};
struct Inner {
  int a = 0;
  double b = 0;
};
struct Track {
  std::string path;
  int sample_rate = 16000;
  std::optional<std::vector<double>> levels = {};
  Inner inner = {};
  std::array<int, 3> triple = {};
  std::map<std::string, int> tags = {};
  static int NotAField() { return 1; }
};
struct NoDefault {
  explicit NoDefault(int) {}
};
struct HoldsNoDefault {
  int a;
  NoDefault b;
};
struct Wide {
  using Number = int;
  int a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0, c1, c2,
      c3, c4, c5, c6, c7, c8, c9, d0, d1;
};

struct Base {
  int base;
};
struct Derived : Base {
  int own;
};
struct EmptyBase {};
struct DerivedOfEmpty : EmptyBase {};
struct CArray {
  int before;
  int items[2];
};
struct CArrayOfOne {
  std::string items[1];
};
struct Reference {
  int before;
  int& number;
};
struct TooWide {
  Wide::Number a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
      c1, c2, c3, c4, c5, c6, c7, c8, c9, d0, d1, d2;
};
class Closed {
 public:
  int number = 0;

 private:
  [[maybe_unused]] int hidden_ = 0;
};
/// A field of the type in three places.
template <class T>
struct Around {
  int before;
  T first;
  T second;
  std::string after;
};
template <class T>
struct Foremost {
  T first;
  int after;
};

template <class T>
void ExpectReflects() {
  EXPECT_TRUE(Reflectable<Around<T>>);
  EXPECT_TRUE(Reflectable<Foremost<T>>);
  EXPECT_THAT(kFieldNames<Around<T>>, ElementsAre("before", "first", "second", "after"));
  EXPECT_THAT(kFieldNames<Foremost<T>>, ElementsAre("first", "after"));
  using Refs = decltype(Fields(std::declval<Around<T>&>()));
  EXPECT_TRUE((std::is_same_v<Refs, std::tuple<int&, T&, T&, std::string&>>));
}

TEST(Reflect, CountsFieldsOfAggregates) {
  EXPECT_EQ(kFieldCount<Empty>, 0U);
  EXPECT_EQ(kFieldCount<One>, 1U);
  EXPECT_EQ(kFieldCount<Track>, 6U);
  EXPECT_EQ(kFieldCount<HoldsNoDefault>, 2U);
  EXPECT_EQ(kFieldCount<Wide>, 32U);
}

TEST(Reflect, NamesAreTheSourcesOwn) {
  EXPECT_THAT(kFieldNames<Track>,
              ElementsAre("path", "sample_rate", "levels", "inner", "triple", "tags"));
  EXPECT_EQ(kFieldNames<Wide>[31], "d1");
}

TEST(Reflect, NamesOfTypesInsideFunctions) {
  struct Local {
    int first;
    bool second;
  };
  EXPECT_THAT(kFieldNames<Local>, ElementsAre("first", "second"));
}

TEST(Reflect, FieldsAreReferencesToTheObject) {
  EXPECT_EQ(Track::NotAField(), 1);
  Track track{.path = "a"};
  std::get<1>(Fields(track)) = 8000;
  EXPECT_EQ(track.sample_rate, 8000);
  std::vector<std::string> seen;
  ForEachField(track, [&](std::string_view name, auto&) { seen.emplace_back(name); });
  EXPECT_EQ(seen.size(), 6U);
}

TEST(Reflect, FieldsMayBeOfAnyType) {
  auto lambda = [text = std::string("x")](int n) { return text.size() + static_cast<size_t>(n); };
  EXPECT_EQ(lambda(1), 2U);
  ExpectReflects<decltype(lambda)>();
  ExpectReflects<NoDefault>();
  ExpectReflects<Closed>();
  ExpectReflects<Derived>();
  ExpectReflects<std::any>();
  ExpectReflects<std::atomic<int>>();
  ExpectReflects<std::mutex>();
  ExpectReflects<std::function<void(std::any)>>();
  ExpectReflects<std::optional<std::function<int()>>>();
  ExpectReflects<std::shared_ptr<NoDefault>>();
  ExpectReflects<std::unique_ptr<int, void (*)(int*)>>();
  ExpectReflects<std::variant<std::monostate, std::any>>();
  ExpectReflects<std::tuple<int, std::any>>();
  ExpectReflects<std::array<std::string, 3>>();
  ExpectReflects<std::vector<bool>>();
  ExpectReflects<int*>();
}

TEST(Reflect, TellsWhatItCannotLookInto) {
  EXPECT_TRUE(Reflectable<Empty>);
  EXPECT_TRUE(Reflectable<Wide>);
  EXPECT_FALSE(Reflectable<int>);
  EXPECT_FALSE(Reflectable<std::string>);
  EXPECT_FALSE((Reflectable<std::array<int, 2>>));
  EXPECT_FALSE(Reflectable<Closed>);
  EXPECT_FALSE(Reflectable<Derived>);
  EXPECT_FALSE(Reflectable<DerivedOfEmpty>);
  EXPECT_FALSE(Reflectable<CArray>);
  EXPECT_FALSE(Reflectable<CArrayOfOne>);
  EXPECT_FALSE(Reflectable<Reference>);
  EXPECT_FALSE(Reflectable<TooWide>);
}

TEST(Reflect, WhatIsNoPlainStruct) {
  EXPECT_FALSE(PlainStruct<int>);
  EXPECT_FALSE(PlainStruct<std::string>);
  EXPECT_FALSE((PlainStruct<std::array<int, 2>>));
  EXPECT_TRUE(PlainStruct<Track>);
}

}  // namespace
}  // namespace beam
