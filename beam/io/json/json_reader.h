#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "beam/io/record/record_reader.h"

namespace beam::io {

/// What to do with fields that a struct does not have.
enum class UnknownFields { kIgnore, kRefuse };

/// Reads the record in one JSON text (RFC 8259), in the forms that JsonWriter writes. Numbers may
/// be quoted, and integers written as 1.0 or 1e3. Errors say "field a.b[2]: expected ..., found
/// ...".
class JsonReader final : public RecordReader {
 public:
  /// `text` must outlive the reader.
  explicit JsonReader(std::string_view text, UnknownFields unknown = UnknownFields::kIgnore)
      : text_(text), unknown_(unknown) {}

  /// Throws data_loss unless the text is at its end.
  void Finish();

  bool TakeNull() override;
  bool ReadBool() override;
  std::int64_t ReadSigned(std::int64_t min, std::int64_t max) override;
  std::uint64_t ReadUnsigned(std::uint64_t max) override;
  double ReadDouble() override;
  std::string ReadString() override;
  std::string ReadBytes() override;
  Timestamp ReadTime() override;
  Duration ReadLength() override;

  void BeginRow(std::span<const std::string_view> names) override;
  std::optional<std::size_t> NextField() override;
  void BeginList() override { Begin('[', "a list"); }
  bool NextItem() override;
  void BeginMap() override { Begin('{', "an object"); }
  bool NextEntry() override;
  void EntryValue() override {}

  [[noreturn]] void Fail(const std::string& expected, const std::string& found) override;

 private:
  /// An object or array that is being read, and what of it.
  struct Level {
    bool is_list = false;
    std::size_t count = 0;  ///< Of items begun.
    std::string key = {};
    std::span<const std::string_view> names = {};
    std::size_t next_name = 0;  ///< Fields often come in order.
  };

  void Begin(char bracket, const char* expected);
  /// Goes to the next item of the level; at its end leaves it and returns false.
  bool Next(char end);
  std::size_t FieldCalled(std::string_view name);
  /// Fails unless the next thing is `c`, and takes it.
  void Take(char c, const char* expected);
  char Peek();
  void SkipSpace();
  /// A string's text, good until the next call; with the colon behind it where it is a key.
  std::string_view TakeString(const char* expected);
  void AppendEscape();
  unsigned TakeHex4();
  /// A number as it is written, quoted or not.
  std::string_view TakeNumber(const char* expected);
  bool TakeWord(std::string_view word);
  void SkipValue();
  [[noreturn]] void FailUnknown();
  [[noreturn]] void FailHere(const std::string& expected);
  std::string Excerpt() const;

  std::string_view text_;
  const UnknownFields unknown_;
  std::size_t at_ = 0;
  std::size_t value_ = 0;  ///< Where the last value begins.
  bool is_key_ = false;    ///< The next value is a map's key.
  std::string unescaped_;
  std::vector<Level> levels_;
};

}  // namespace beam::io
