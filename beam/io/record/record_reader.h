#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "beam/base/time/timestamp.h"

namespace beam::io {

/// Gives a record's values one by one: what a file format reads. Each call takes the value that
/// comes next, and throws data_loss, naming its field, when it is of another kind.
class RecordReader {
 public:
  virtual ~RecordReader() = default;

  /// Takes the next value if it is null.
  virtual bool TakeNull() = 0;
  virtual bool ReadBool() = 0;
  virtual std::int64_t ReadSigned(std::int64_t min, std::int64_t max) = 0;
  virtual std::uint64_t ReadUnsigned(std::uint64_t max) = 0;
  virtual double ReadDouble() = 0;
  /// Of an enum, too: its name.
  virtual std::string ReadString() = 0;
  virtual std::string ReadBytes() = 0;
  virtual Timestamp ReadTime() = 0;
  virtual Duration ReadLength() = 0;

  /// A row of these fields: NextField tells which one is the next value, in any order, until there
  /// is none. `names` are good as long as the row is read.
  virtual void BeginRow(std::span<const std::string_view> names) = 0;
  virtual std::optional<std::size_t> NextField() = 0;
  virtual void BeginList() = 0;
  virtual bool NextItem() = 0;
  /// A map: while NextEntry, the next value is a key, and after EntryValue its value.
  virtual void BeginMap() = 0;
  virtual bool NextEntry() = 0;
  virtual void EntryValue() = 0;

  /// Refuses the value that was read last, or that comes next.
  [[noreturn]] virtual void Fail(const std::string& expected, const std::string& found) = 0;
};

}  // namespace beam::io
