#include "beam/base/reflection/type_name.h"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "beam/base/kv.h"

namespace beam {

struct TypeNameRow {};

namespace {

struct Hidden {};

template <class T>
std::string Name() {
  return TypeName(typeid(T));
}

TEST(TypeName, IsAsPeopleWriteIt) {
  EXPECT_EQ(Name<int>(), "int");
  EXPECT_EQ(Name<std::string>(), "std::string");
  EXPECT_EQ(Name<std::string_view>(), "std::string_view");
  EXPECT_EQ(Name<std::runtime_error>(), "std::runtime_error");
  EXPECT_EQ(Name<TypeNameRow>(), "beam::TypeNameRow");
  EXPECT_EQ(Name<Hidden>(), "beam::Hidden");
}

TEST(TypeName, LeavesOutDefaultArguments) {
  EXPECT_EQ(Name<std::vector<std::string>>(), "std::vector<std::string>");
  EXPECT_EQ((Name<KV<std::string, std::vector<std::vector<int>>>>()),
            "beam::KV<std::string, std::vector<std::vector<int>>>");
  EXPECT_EQ((Name<std::map<std::string, KV<int, float>>>()),
            "std::map<std::string, beam::KV<int, float>>");
  EXPECT_EQ((Name<std::unordered_map<std::string, int>>()), "std::unordered_map<std::string, int>");
}

}  // namespace
}  // namespace beam
