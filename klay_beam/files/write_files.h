#pragma once

#include <concepts>
#include <source_location>
#include <span>
#include <string>
#include <utility>

#include "beam/beam.h"
#include "beam/io/json/json_writer.h"
#include "beam/io/record/record.h"
#include "klay_beam/files/write_target.h"
#include "klay_beam/transforms/report_failures.h"
#include "klay_beam/transforms/run_report.h"

namespace klay {

/// What WriteFiles makes of its elements.
struct WrittenFiles {
  beam::PCollection<WrittenFile> written;
  beam::PCollection<Failure> failed;  ///< In the run report, too.
};

namespace internal {

template <class T, class Encode>
struct WriteFileFn {
  std::string label;
  FileNameMutator name;
  Encode encode;
  beam::Counter done{kDoneMetric};
  beam::Counter failed{kFailedMetric};

  void Process(const beam::KV<std::string, T>& element, beam::Emitter<WrittenFile>& written,
               beam::Emitter<Failure>& failures) const {
    WrittenOrFailed result = WriteTarget(element.key, name, label, [&](ByteSink& file) {
      const std::string bytes = encode(element.value);
      file.WriteAt(0, std::as_bytes(std::span(bytes)));
    });
    if (result.failure.has_value()) {
      done.Increment(-1);
      failed.Increment();
      failures(*std::move(result.failure));
    } else {
      written(*std::move(result.written));
    }
  }
};

}  // namespace internal

/// Writes a file for each element, which has the path of what it was made of as its key. `name`
/// names the file, and `encode` is a function that makes its bytes: EncodeNpy, EncodeNpz,
/// EncodeJson(), or one's own.
///
///     auto [written, failed] = arrays | klay::WriteFiles(name, klay::EncodeNpy);
///
/// Files appear whole or not at all, and in place of older ones; their folders are made. What
/// cannot be encoded or written is a Failure, and its input, which whoever loaded it has counted as
/// done, counts as failed in place of that.
template <class Encode>
class WriteFiles {
 public:
  WriteFiles(FileNameMutator name, Encode encode, std::string label = "WriteFiles",
             std::source_location where = std::source_location::current())
      : name_(std::move(name)),
        encode_(std::move(encode)),
        label_(std::move(label)),
        where_(where) {}

  template <class T>
  WrittenFiles operator()(beam::PCollection<beam::KV<std::string, T>> elements) const {
    static_assert(std::is_invocable_r_v<std::string, const Encode&, const T&>,
                  "klay::WriteFiles: encode makes no std::string of the elements' values");
    auto expand = [&](beam::PCollection<beam::KV<std::string, T>> in) {
      auto [written, failed] =
          in | beam::ParDo("Write",
                           internal::WriteFileFn<T, Encode>{
                               .label = label_, .name = name_, .encode = encode_},
                           where_);
      ReportFailures(failed, where_);
      return WrittenFiles{written, failed};
    };
    return elements | beam::Composite(label_, expand, where_);
  }

 private:
  FileNameMutator name_;
  Encode encode_;
  std::string label_;
  std::source_location where_;
};

/// Makes one JSON document of a plain struct, see beam::io::JsonWriter.
struct EncodeJson {
  template <beam::PlainStruct T>
  std::string operator()(const T& value) const {
    std::string text;
    beam::io::JsonWriter writer(text);
    beam::io::WriteRecord(value, writer);
    text += '\n';
    return text;
  }
};

}  // namespace klay
