#include "klay_beam/files/load_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "beam/direct/direct_runner.h"
#include "beam/io/whole_file.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/files/load_json.h"
#include "klay_beam/files/load_numpy.h"
#include "klay_beam/transforms/match_files.h"

namespace klay {
namespace {

using beam::io::WriteFile;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class LoadFilesTest : public ::testing::Test {
 protected:
  std::string PathOf(const std::string& name) const { return folder_.path() + "/" + name; }

  /// Loads all files of the folder; failures by path go to failed_.
  template <class Transform>
  auto Load(const Transform& transform) {
    beam::Pipeline p;
    auto [values, failed] = p | MatchFiles(PathOf("*")) | transform;
    const auto loaded = beam::testing::Collect("Values", values);
    const auto failures = beam::testing::Collect("Failures", failed);
    const beam::PipelineResult result = beam::direct::RunPipeline(p, {.direct_num_workers = 2});
    books_ = BooksOf(result.metrics);
    EXPECT_EQ(books_.Missing(), 0);
    for (const Failure& failure : failures->values()) failed_[failure.path] = failure;
    std::map<std::string, typename Transform::Value> by_path;
    for (const auto& [path, value] : loaded->values()) by_path[path] = value;
    return by_path;
  }

  beam::testing::TemporaryFolder folder_;
  Books books_;
  std::map<std::string, Failure> failed_;
};

TEST_F(LoadFilesTest, ArraysAreLoadedAndWhatIsNoneFails) {
  const std::vector<float> values = {1, 2};
  const NumpyArray array = ArrayOf<float>(values, {2});
  WriteFile(PathOf("a.npy"), EncodeNpy(array));
  WriteFile(PathOf("torn.npy"), EncodeNpy(array).substr(0, 100));
  WriteFile(PathOf("zero.npy"), "");
  EXPECT_THAT(Load(LoadNpy()), ElementsAre(Pair(PathOf("a.npy"), array)));
  ASSERT_EQ(failed_.size(), 2U);
  EXPECT_EQ(failed_[PathOf("torn.npy")].code, "data_loss");
  EXPECT_EQ(failed_[PathOf("torn.npy")].step, "LoadNpy");
  EXPECT_THAT(failed_[PathOf("zero.npy")].message,
              AllOf(HasSubstr("not a whole .npy file"), HasSubstr(PathOf("zero.npy"))));
  EXPECT_EQ(books_.done, 1);
  EXPECT_EQ(books_.failed, 2);
}

TEST_F(LoadFilesTest, ArchivesOfArraysAreLoadedByName) {
  const std::vector<float> values = {1, 2};
  const NumpyArrays arrays = {{"x", ArrayOf<float>(values, {2})},
                              {"y", ArrayOf<float>(values, {1, 2})}};
  WriteFile(PathOf("a.npz"), EncodeNpz(arrays));
  WriteFile(PathOf("b.npz"), "PK\x03\x04 and nothing");
  EXPECT_THAT(Load(LoadNpz()), ElementsAre(Pair(PathOf("a.npz"), arrays)));
  EXPECT_EQ(failed_[PathOf("b.npz")].code, "data_loss");
}

struct Word {
  std::string word;
  double start = 0;
  std::optional<double> end = {};
  auto operator<=>(const Word&) const = default;
};
struct Lyrics {
  std::vector<Word> lyrics;
  auto operator<=>(const Lyrics&) const = default;
};

TEST_F(LoadFilesTest, DocumentsAreLoadedIntoStructs) {
  WriteFile(PathOf("a.json"),
            R"({"lyrics": [{"word": "so", "start": 0.5, "end": 1}], "language": "en"})");
  WriteFile(PathOf("missing.json"), R"({"lyrics": [{"start": 0.5}]})");
  WriteFile(PathOf("torn.json"), R"({"lyrics": [{"word")");
  WriteFile(PathOf("two.json"), R"({"lyrics": []} {})");
  EXPECT_THAT(Load(LoadJson<Lyrics>()),
              ElementsAre(Pair(PathOf("a.json"), Lyrics{{{"so", 0.5, 1.0}}})));
  EXPECT_EQ(failed_.size(), 3U);
  EXPECT_THAT(failed_[PathOf("missing.json")].message, HasSubstr("\"word\""));
  EXPECT_EQ(failed_[PathOf("two.json")].code, "data_loss");
}

TEST_F(LoadFilesTest, AFunctionOfOnesOwnMakesTheValue) {
  WriteFile(PathOf("a.txt"), "abc");
  EXPECT_THAT(Load(LoadFiles([](std::string_view bytes) { return bytes.size(); })),
              ElementsAre(Pair(PathOf("a.txt"), 3)));
  EXPECT_THAT(failed_, IsEmpty());
}

}  // namespace
}  // namespace klay
