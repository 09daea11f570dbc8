#include "klay_beam/transforms/write_failures.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "beam/beam.h"
#include "beam/io/whole_file.h"
#include "klay_beam/transforms/failure_json.h"

namespace klay {
namespace {

struct ListFn {
  using List = std::vector<Failure>;
  List CreateAccumulator() const { return {}; }
  void AddInput(List& list, const Failure& failure) const { list.push_back(failure); }
  void MergeAccumulators(List& into, const List& other) const {
    into.insert(into.end(), other.begin(), other.end());
  }
  List ExtractOutput(const List& list) const { return list; }
};

struct WriteFn {
  std::string path;
  void Process(std::vector<Failure> failures) const {
    std::sort(failures.begin(), failures.end());
    std::string lines;
    for (const Failure& failure : failures) lines += ToJson(failure) + "\n";
    beam::io::WriteFile(path, lines);
  }
};

}  // namespace

WriteFailures::WriteFailures(std::string path, std::string label, std::source_location where)
    : path_(std::move(path)), label_(std::move(label)), where_(where) {}

void WriteFailures::operator()(beam::PCollection<Failure> failures) const {
  auto expand = [&](beam::PCollection<Failure> in) {
    in | beam::CombineGlobally("List", ListFn(), where_) |
        beam::ParDo("Write", WriteFn{path_}, where_);
  };
  failures | beam::Composite(label_, expand, where_);
}

}  // namespace klay
