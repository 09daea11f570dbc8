#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace klay {

/// How outputs are named after their inputs. Folders and paths may be URLs ("gs://bucket/folder");
/// `~` at the start of a local folder is expanded.
struct FileNameOptions {
  std::string old_suffix = "";  ///< Cut from the end of the name if the name ends in it.
  bool any_case = false;        ///< Small and capital letters of old_suffix are the same.
  /// The same for what this regular expression (RE2) matches at the end of the name; the leftmost
  /// match that reaches the end counts. One of the two at most.
  std::string old_suffix_pattern = "";
  std::string new_suffix = "";  ///< Comes behind what is left.
  /// Moves the file to the same place below `target_dir`; both or neither.
  std::string source_dir = "";
  std::string target_dir = "";
  /// Makes the whole path, in place of new_suffix: "{dir}/{hash}/{stem}.flac". Of the moved file:
  ///
  ///     {dir}    the folder
  ///     {stem}   the name without the suffix that was cut; without one, up to the last dot
  ///     {ext}    that suffix, or from the last dot on
  ///     {hash}   16 hexadecimal digits that hang on the input's path alone
  ///     {index}  a number that the caller gives, {index:5} with zeros up to 5 digits
  ///     {{ }}    braces
  std::string name_template = "";
};

/// Names outputs: a value that is made once, is cheap to copy and safe to use from several threads.
///
///     const klay::FileNameMutator name({.old_suffix = ".wav", .new_suffix = ".16k.flac",
///                                       .source_dir = "~/in", .target_dir = "/out"});
///     name.TargetOf("/home/me/in/a/b.wav")  ->  "/out/a/b.16k.flac"
class FileNameMutator {
 public:
  /// Throws invalid_argument for options that make no sense together, a pattern that is no regular
  /// expression, and a template with unknown fields.
  explicit FileNameMutator(FileNameOptions options = {});

  /// Throws invalid_argument when `path` is not below source_dir, goes up (".."), is a folder, or
  /// would be its own target.
  std::string TargetOf(const std::string& path, std::int64_t index = 0) const;

  const FileNameOptions& options() const;

 private:
  class Rules;
  std::shared_ptr<const Rules> rules_;
};

}  // namespace klay
