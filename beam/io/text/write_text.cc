#include "beam/io/text/write_text.h"

#include <utility>

#include "beam/io/fileio/write_files.h"

namespace beam::io {

void TextSink::Open(FileWriter& file) {
  file_ = &file;
  if (!options_.header.empty()) Write(options_.header);
}

void TextSink::Write(std::string_view line) {
  file_->Append(line);
  if (options_.append_trailing_newlines) file_->Append("\n");
}

void TextSink::Flush() {
  if (!options_.footer.empty()) Write(options_.footer);
}

WriteText::WriteText(std::string prefix, OutputFiles files, WriteTextOptions options,
                     std::string label, std::source_location where)
    : prefix_(std::move(prefix)),
      files_(std::move(files)),
      options_(std::move(options)),
      label_(std::move(label)),
      where_(where) {}

PCollection<std::string> WriteText::operator()(PCollection<std::string> lines) const {
  return lines |
         WriteFiles<std::string, TextSink>(prefix_, files_, TextSink(options_), label_, where_);
}

}  // namespace beam::io
