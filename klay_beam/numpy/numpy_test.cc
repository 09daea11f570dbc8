// Our NumPy files against NumPy itself, and against what is no such file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/base/error.h"
#include "beam/io/whole_file.h"
#include "beam/testing/python_program.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/numpy/feature_array.h"
#include "klay_beam/numpy/npy.h"
#include "klay_beam/numpy/npz.h"

namespace klay {
namespace {

using beam::Error;
using beam::ErrorCode;
using beam::io::ReadFile;
using beam::io::WriteFile;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

/// The code of what `call` throws.
template <class Call>
std::pair<ErrorCode, std::string> ThrownBy(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return {error.code(), error.message()};
  }
  return {ErrorCode::kInternal, "nothing was thrown"};
}

NumpyArray Numbers() {
  const std::vector<float> values = {1, 2, 3, 4, 5, 6};
  return ArrayOf<float>(values, {2, 3});
}

class NumpyTest : public ::testing::Test {
 protected:
  std::string PathOf(const std::string& name) const { return folder_.path() + "/" + name; }

  /// Runs a Python program in the folder, where `np` is NumPy; returns what it prints.
  std::string Python(const std::string& program) {
    return beam::testing::RunPython(folder_.path(), NUMPY_FOLDER, "import numpy as np\n" + program);
  }

  beam::testing::TemporaryFolder folder_;
};

TEST_F(NumpyTest, NumpyLoadsWhatWeWrite) {
  const std::vector<std::int16_t> shorts = {-1, 2};
  const std::vector<std::string> texts = {"", "héllo", "日本 😀"};
  WriteFile(PathOf("numbers.npy"), EncodeNpy(Numbers()));
  WriteFile(PathOf("shorts.npy"), EncodeNpy(ArrayOf<std::int16_t>(shorts, {2})));
  WriteFile(PathOf("one.npy"), EncodeNpy(ArrayOf<double>(std::vector<double>{0.5}, {})));
  WriteFile(PathOf("none.npy"), EncodeNpy(ArrayOf<float>(std::span<const float>(), {0, 80})));
  WriteFile(PathOf("texts.npy"), EncodeNpy(TextArrayOf(texts, {3})));
  const std::vector<std::complex<float>> complex = {{1, -2}};
  WriteFile(PathOf("complex.npy"), EncodeNpy(ArrayOf<std::complex<float>>(complex, {1})));
  EXPECT_EQ(Python(R"(
for name in ["numbers", "shorts", "one", "none", "texts", "complex"]:
    array = np.load(name + ".npy")
    print(name, array.dtype, array.shape, array.tolist())
)"),
            "numbers float32 (2, 3) [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]\n"
            "shorts int16 (2,) [-1, 2]\n"
            "one float64 () 0.5\n"
            "none float32 (0, 80) []\n"
            "texts <U5 (3,) ['', 'héllo', '日本 😀']\n"
            "complex complex64 (1,) [(1-2j)]\n");
}

TEST_F(NumpyTest, WeLoadWhatNumpyWrites) {
  Python(R"(
cube = np.arange(24, dtype=np.int32).reshape(2, 3, 4)
np.save("cube.npy", cube)
np.save("fortran.npy", np.asfortranarray(cube))
np.save("big.npy", cube.astype(">i4"))
np.save("big_complex.npy", np.array([1 - 2j], dtype=">c8"))
np.save("texts.npy", np.array(["a", "日本 😀", ""]))
np.save("big_texts.npy", np.array(["xyz"], dtype=">U3"))
np.save("flags.npy", np.array([True, False]))
np.save("scalar.npy", np.float64(2.5))
with open("old.npy", "wb") as file:
    np.lib.format.write_array(file, cube, version=(2, 0))
)");
  std::vector<std::int32_t> cube(24);
  for (int i = 0; i < 24; ++i) cube[static_cast<std::size_t>(i)] = i;
  for (const char* name : {"cube.npy", "fortran.npy", "big.npy", "old.npy"}) {
    const NumpyArray array = DecodeNpy(ReadFile(PathOf(name)));
    EXPECT_THAT(array.shape, ElementsAre(2, 3, 4)) << name;
    EXPECT_EQ(ItemsOf<std::int32_t>(array), cube) << name;
  }
  EXPECT_THAT(ItemsOf<std::complex<float>>(DecodeNpy(ReadFile(PathOf("big_complex.npy")))),
              ElementsAre(std::complex<float>(1, -2)));
  EXPECT_THAT(TextsOf(DecodeNpy(ReadFile(PathOf("texts.npy")))), ElementsAre("a", "日本 😀", ""));
  EXPECT_THAT(TextsOf(DecodeNpy(ReadFile(PathOf("big_texts.npy")))), ElementsAre("xyz"));
  EXPECT_THAT(ItemsOf<bool>(DecodeNpy(ReadFile(PathOf("flags.npy")))), ElementsAre(true, false));
  EXPECT_THAT(ItemsOf<double>(DecodeNpy(ReadFile(PathOf("scalar.npy")))), ElementsAre(2.5));
}

TEST_F(NumpyTest, WhatIsPickledOrStructuredIsRefused) {
  Python(R"(
np.save("objects.npy", np.array([{}, 1], dtype=object), allow_pickle=True)
np.save("rows.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
)");
  EXPECT_THAT(ThrownBy([&] { DecodeNpy(ReadFile(PathOf("objects.npy"))); }),
              Pair(ErrorCode::kUnimplemented, HasSubstr("pickled")));
  EXPECT_THAT(ThrownBy([&] { DecodeNpy(ReadFile(PathOf("rows.npy"))); }),
              Pair(ErrorCode::kUnimplemented, HasSubstr("structures")));
}

TEST_F(NumpyTest, ArchivesGoBothWays) {
  const NumpyArrays arrays = {
      {"numbers", Numbers()},
      {"ünicode", ArrayOf<std::uint8_t>(std::vector<std::uint8_t>{7}, {1})}};
  WriteFile(PathOf("ours.npz"), EncodeNpz(arrays));
  WriteFile(PathOf("stored.npz"), EncodeNpz(arrays, /*is_compressed=*/false));
  EXPECT_EQ(Python(R"(
import zipfile
for name in ["ours.npz", "stored.npz"]:
    with np.load(name) as arrays:
        print(sorted(arrays.files), arrays["numbers"].tolist(), arrays["ünicode"].tolist(),
              zipfile.ZipFile(name).testzip())
np.savez("plain.npz", a=np.arange(3), b=np.array("text"))
np.savez_compressed("small.npz", a=np.arange(3), b=np.array("text"))
)"),
            "['numbers', 'ünicode'] [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]] [7] None\n"
            "['numbers', 'ünicode'] [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]] [7] None\n");
  EXPECT_EQ(DecodeNpz(ReadFile(PathOf("ours.npz"))), arrays);
  EXPECT_EQ(DecodeNpz(ReadFile(PathOf("stored.npz"))), arrays);
  for (const char* name : {"plain.npz", "small.npz"}) {
    const NumpyArrays found = DecodeNpz(ReadFile(PathOf(name)));
    ASSERT_EQ(found.size(), 2U) << name;
    EXPECT_THAT(ItemsOf<std::int64_t>(found.at("a")), ElementsAre(0, 1, 2));
    EXPECT_THAT(TextsOf(found.at("b")), ElementsAre("text"));
  }
  EXPECT_EQ(EncodeNpz(arrays), EncodeNpz(arrays));
}

TEST(Npz, NoArraysAreAnArchive) {
  EXPECT_TRUE(DecodeNpz(EncodeNpz({})).empty());
}

TEST(Npy, AFileCutAnywhereIsDataLoss) {
  const std::string whole = EncodeNpy(Numbers());
  ASSERT_EQ(DecodeNpy(whole), Numbers());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_EQ(ThrownBy([&] { DecodeNpy(whole.substr(0, length)); }).first, ErrorCode::kDataLoss)
        << length;
  }
  EXPECT_EQ(ThrownBy([&] { DecodeNpy(whole + "x"); }).first, ErrorCode::kDataLoss);
}

TEST(Npz, AFileCutAnywhereIsDataLoss) {
  const std::string whole = EncodeNpz({{"a", Numbers()}, {"b", Numbers()}});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_EQ(ThrownBy([&] { DecodeNpz(whole.substr(0, length)); }).first, ErrorCode::kDataLoss)
        << length;
  }
}

TEST(Npz, ChangedBytesNeverDoHarm) {
  const std::string whole = EncodeNpz({{"a", Numbers()}});
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x55);
    try {
      DecodeNpz(changed);
    } catch (const Error&) {
      ++refused;  // That it is an Error is what this is about.
    }
  }
  EXPECT_GT(refused, static_cast<int>(whole.size() / 4));
}

std::string FileWith(std::string header) {
  header += '\n';
  return "\x93NUMPY" + std::string{'\x01', '\0', static_cast<char>(header.size()), '\0'} + header;
}

TEST(Npy, HeadersThatLieAreDataLoss) {
  for (const std::string header :
       {"", "{", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': Maybe, 'shape': ()}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': '<f4", "{'color': 'red'}", "['descr']"}) {
    EXPECT_EQ(ThrownBy([&] { DecodeNpy(FileWith(header)); }).first, ErrorCode::kDataLoss) << header;
  }
  for (const std::string type :
       {"", "f4", "<f3", "<f16", "<x4", "<U0", "|V8", "<f99999999999", "?f4"}) {
    const std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': ()}";
    EXPECT_EQ(ThrownBy([&] { DecodeNpy(FileWith(header)); }).first, ErrorCode::kUnimplemented)
        << type;
  }
  EXPECT_THAT(ThrownBy([] {
                DecodeNpy(FileWith(
                    "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999, 9999999999)}"));
              }).second,
              HasSubstr("a length that cannot be"));
}

TEST(NumpyArray, ItemsFitTheShapeAndTheType) {
  const std::vector<float> values = {1, 2, 3};
  EXPECT_EQ(ThrownBy([&] { ArrayOf<float>(values, {2, 2}); }).first, ErrorCode::kInvalidArgument);
  EXPECT_EQ(ThrownBy([&] { ArrayOf<float>(values, {-3}); }).first, ErrorCode::kInvalidArgument);
  EXPECT_THAT(ThrownBy([] { ItemsOf<double>(Numbers()); }).second,
              HasSubstr("expected \"<f8\", found \"<f4\""));
  EXPECT_THAT(ThrownBy([] { TextsOf(Numbers()); }).second, HasSubstr("expected \"<U\""));
}

TEST(NumpyArray, TextIsUtf8AndEndsInNoZero) {
  const auto code_of = [](const std::string& text) {
    return ThrownBy([&] { TextArrayOf(std::vector{text}, {1}); }).first;
  };
  EXPECT_EQ(code_of("\xff"), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of(std::string("a\0", 2)), ErrorCode::kInvalidArgument);
  const std::string inner("a\0b", 3);
  EXPECT_THAT(TextsOf(TextArrayOf(std::vector{inner}, {1})), ElementsAre(inner));
  NumpyArray surrogate = TextArrayOf(std::vector<std::string>{"x"}, {1});
  surrogate.items.data = std::string("\0\xd8\0\0", 4);
  EXPECT_EQ(ThrownBy([&] { TextsOf(surrogate); }).first, ErrorCode::kDataLoss);
}

TEST(NumpyArray, FeaturesAndSoundsAreArrays) {
  FeatureMap map(2, 3, 4);
  map.frame(1, 2)[3] = 7;
  const NumpyArray array = ArrayOf(map);
  EXPECT_THAT(array.shape, ElementsAre(2, 3, 4));
  EXPECT_EQ(ItemsOf<float>(array).back(), 7);
  const NumpyArray sound = ArrayOf(Audio::FromPlanar("a", 8000, 2, {1, 2, 3, 4}));
  EXPECT_THAT(sound.shape, ElementsAre(2, 2));
  EXPECT_THAT(ItemsOf<float>(sound), ElementsAre(1, 2, 3, 4));
}

}  // namespace
}  // namespace klay
