#pragma once

#include <functional>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "beam/beam.h"
#include "beam/io/file_metadata.h"
#include "klay_beam/transforms/failure.h"
#include "klay_beam/transforms/report_failures.h"
#include "klay_beam/transforms/run_report.h"

namespace klay {

/// What LoadFiles makes of its files.
template <class T>
struct LoadedFiles {
  beam::PCollection<beam::KV<std::string, T>> values;  ///< By the path of their file.
  beam::PCollection<Failure> failed;                   ///< In the run report, too.
};

namespace internal {

/// Reads a file, decompressed as its name says, and gives its bytes to `parse`. Returns the Failure
/// of a file that cannot be read or parsed; throws `unavailable`, which is worth another attempt.
std::optional<Failure> LoadFile(const std::string& path, const std::string& step,
                                const std::function<void(std::string_view bytes)>& parse);

template <class T, class Parse>
struct LoadFileFn {
  std::string label;
  Parse parse;
  beam::Counter done{kDoneMetric};
  beam::Counter failed{kFailedMetric};

  void Process(const beam::io::FileMetadata& file, beam::Emitter<beam::KV<std::string, T>>& values,
               beam::Emitter<Failure>& failures) const {
    std::optional<T> value;
    auto failure =
        LoadFile(file.path, label, [&](std::string_view bytes) { value = parse(bytes); });
    if (failure.has_value()) {
      failed.Increment();
      failures(*std::move(failure));
    } else {
      done.Increment();
      values({file.path, *std::move(value)});
    }
  }
};

}  // namespace internal

/// Makes one value of each file, of its bytes: `files | klay::LoadFiles(parse)`, where `parse` is a
/// function of a std::string_view. A file that cannot be read, or of which `parse` throws an Error,
/// is one Failure, and the job goes on. Counts "done" and "failed". See LoadNpy and LoadJson.
template <class Parse>
class LoadFiles {
 public:
  using Value = std::invoke_result_t<Parse, std::string_view>;

  explicit LoadFiles(Parse parse, std::string label = "LoadFiles",
                     std::source_location where = std::source_location::current())
      : parse_(std::move(parse)), label_(std::move(label)), where_(where) {}

  LoadedFiles<Value> operator()(beam::PCollection<beam::io::FileMetadata> files) const {
    auto expand = [&](beam::PCollection<beam::io::FileMetadata> in) {
      auto [values, failed] =
          in |
          beam::ParDo("Load", internal::LoadFileFn<Value, Parse>{.label = label_, .parse = parse_},
                      where_);
      ReportFailures(failed, where_);
      return LoadedFiles<Value>{values, failed};
    };
    return files | beam::Composite(label_, expand, where_);
  }

 private:
  Parse parse_;
  std::string label_;
  std::source_location where_;
};

}  // namespace klay
