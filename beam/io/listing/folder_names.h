#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace beam::io {

/// The names in one folder that a listing goes through, in the order of their bytes, which is that
/// of PathLess. Packed: a million short names take some 25 MB.
class FolderNames {
 public:
  /// `path` is empty or ends in a slash.
  explicit FolderNames(std::string path) : path_(std::move(path)) {}

  /// `mark` is for whoever lists.
  void Add(std::string_view name, std::uint8_t mark);
  /// After the last Add, and before what is below.
  void Sort();

  const std::string& path() const { return path_; }
  std::size_t size() const { return starts_.size(); }
  std::string_view operator[](std::size_t index) const { return &text_[starts_[index] + 1]; }
  std::uint8_t mark(std::size_t index) const {
    return static_cast<std::uint8_t>(text_[starts_[index]]);
  }

  /// How many of the names have paths before `position`, which is a path anywhere.
  std::size_t CountBefore(std::string_view position) const;

 private:
  const std::string path_;
  std::string text_;  ///< Of each name its mark, the name, and a zero byte.
  std::vector<std::size_t> starts_;
};

}  // namespace beam::io
