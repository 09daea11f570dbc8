#include "beam/io/listing/folder_names.h"

#include <algorithm>
#include <cstring>

#include "beam/io/listing/path_order.h"

namespace beam::io {

void FolderNames::Add(std::string_view name, std::uint8_t mark) {
  starts_.push_back(text_.size());
  text_ += static_cast<char>(mark);
  text_ += name;
  text_ += '\0';
}

void FolderNames::Sort() {
  std::sort(starts_.begin(), starts_.end(), [text = text_.data()](std::size_t a, std::size_t b) {
    return std::strcmp(text + a + 1, text + b + 1) < 0;
  });
}

std::size_t FolderNames::CountBefore(std::string_view position) const {
  if (!position.starts_with(path_)) return PathLess(position, path_) ? 0 : size();
  position.remove_prefix(path_.size());
  const auto is_before = [&](std::size_t start) {
    return PathLess(text_.data() + start + 1, position);
  };
  return static_cast<std::size_t>(std::partition_point(starts_.begin(), starts_.end(), is_before) -
                                  starts_.begin());
}

}  // namespace beam::io
