#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "beam/io/file_system.h"
#include "beam/io/record/record.h"
#include "klay_beam/numpy/record_arrays.h"

namespace klay {

/// How rows become a .npz file: a FileSink (beam/io/fileio/write_files.h). Each field is an array
/// whose first index is that of the row; what the file says of itself is an array "metadata" of
/// keys and values. All rows are in memory until the file is whole.
template <class Row>
class NpzSink {
 public:
  explicit NpzSink(std::map<std::string, std::string> metadata) : metadata_(std::move(metadata)) {}

  void Open(beam::io::FileWriter& file) {
    file_ = &file;
    arrays_ = std::make_shared<RecordArrays>(beam::io::RecordTypeOf<Row>());
  }
  void Write(const Row& row) {
    beam::io::WriteRecord(row, *arrays_);
    arrays_->EndRecord();
  }
  void Flush() {
    NumpyArrays arrays = arrays_->Take(/*is_one=*/false);
    std::vector<std::string> texts;
    for (const auto& [key, value] : metadata_) texts.insert(texts.end(), {key, value});
    arrays.emplace("metadata",
                   TextArrayOf(texts, {static_cast<std::int64_t>(metadata_.size()), 2}));
    file_->Append(EncodeNpz(arrays));
  }

 private:
  std::map<std::string, std::string> metadata_;
  beam::io::FileWriter* file_ = nullptr;
  std::shared_ptr<RecordArrays> arrays_;
};

}  // namespace klay
