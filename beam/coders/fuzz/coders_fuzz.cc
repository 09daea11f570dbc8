#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "beam/coders/coders.h"
#include "beam/coders/length_prefix_coder.h"
#include "beam/testing/fuzz/fuzz_target.h"

/// The first byte chooses a type; the rest is decoded as one. What decodes must be encoded to bytes
/// that decode to the same, and what does not must be data_loss.
namespace beam::fuzz {
namespace {

using namespace std::string_literals;

enum class Mood : std::int16_t { kGood, kBad };

struct Inner {
  std::vector<std::int16_t> numbers;
  std::optional<double> level;
  std::array<std::uint16_t, 2> pair{};
};
struct Row {
  bool flag = false;
  std::int8_t i8 = 0;
  std::uint8_t u8 = 0;
  std::int32_t i32 = 0;
  std::uint32_t u32 = 0;
  std::optional<std::int64_t> i64;
  float f32 = 0;
  std::string text;
  std::optional<Bytes> bytes;
  Mood mood = Mood::kGood;
  Timestamp at;
  Duration length;
  std::vector<Inner> list;
  std::map<std::string, std::optional<Inner>> by_name;
  std::unordered_map<std::int32_t, std::vector<bool>> by_number;
  Iterable<std::string> many;
  KV<std::string, Inner> keyed;
};
struct OtherOrder {
  std::optional<std::string> text;
  std::int64_t number = 0;
  std::optional<Inner> inner;
  static constexpr std::size_t kEncodingPositions[] = {2, 0, 1};
};
struct LogicalTypes {
  Decimal decimal;
  MillisInstant millis;
  Instant<3> short_instant;
  Instant<9> long_instant;
  std::optional<FixedChar<5>> fixed_char;
  VarChar<5> var_char;
  FixedBytes<3> fixed_bytes;
  VarBytes<3> var_bytes;
  ShardedKey<std::string> sharded;
};

template <class T>
void Try(ByteReader in) {
  std::optional<T> value;
  try {
    value = Coder<T>::Decode(in);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kDataLoss) throw;
    return;
  }
  // Values are compared by their bytes: NaN is not equal to itself.
  const std::string bytes = Encode(*value);
  if (Encode(Decode<T>(bytes)) != bytes) throw std::logic_error("decodes to another value");
}

template <class T>
void TryOuter(ByteReader in) {
  std::optional<T> value;
  try {
    value = DecodeOuter<T>(in);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kDataLoss) throw;
    return;
  }
  std::string bytes;
  ByteWriter writer(bytes);
  EncodeOuter(*value, writer);
  ByteReader again(bytes);
  if (Encode(DecodeOuter<T>(again)) != Encode(*value)) throw std::logic_error("outer form differs");
}

void TryDecimalText(ByteReader in) {
  try {
    const auto value = Coder<Decimal>::Decode(in);
    if (value.scale() < 0) return;  // Its text has an exponent, which is not read.
    const std::string text = value.ToString();
    if (Decimal::Parse(text) != value) throw std::logic_error("text of a decimal: " + text);
  } catch (const Error& error) {
    const ErrorCode code = error.code();
    if (code != ErrorCode::kDataLoss && code != ErrorCode::kResourceExhausted) throw;
  }
}

using Trial = void (*)(ByteReader);
constexpr std::array kTrials = std::to_array<Trial>({
    Try<bool>,
    Try<std::int64_t>,
    Try<std::uint16_t>,
    Try<double>,
    Try<std::string>,
    Try<KV<std::string, std::int64_t>>,
    Try<std::optional<std::vector<std::string>>>,
    Try<std::vector<std::vector<bool>>>,
    Try<Iterable<KV<bool, std::string>>>,
    Try<std::map<std::string, std::vector<std::int32_t>>>,
    Try<std::unordered_map<std::string, double>>,
    Try<std::array<std::int64_t, 3>>,
    Try<Timestamp>,
    Try<Inner>,
    Try<Row>,
    Try<OtherOrder>,
    Try<LogicalTypes>,
    Try<std::vector<Row>>,
    TryOuter<std::string>,
    TryOuter<KV<std::string, Bytes>>,
    TryOuter<std::optional<std::string>>,
    TryDecimalText,
});
constexpr std::size_t kRow = 14;
constexpr std::size_t kOtherOrder = 15;
constexpr std::size_t kLogicalTypes = 16;

Row SomeRow() {
  Row row;
  row.text = "text";
  row.bytes = Bytes{"bytes"};
  row.i64 = -5;
  row.list = {Inner{{1, -2}, 0.5, {1, 2}}, Inner{}};
  row.by_name = {{"a", Inner{}}, {"b", std::nullopt}};
  row.by_number = {{1, {true, false}}, {-1, {}}};
  row.many = Iterable<std::string>({"x", "yz"});
  return row;
}

}  // namespace

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds;
  const auto add = [&](std::size_t trial, const std::string& bytes) {
    seeds.push_back(std::string(1, static_cast<char>(trial)) + bytes);
  };
  for (std::size_t trial = 0; trial < kTrials.size(); ++trial) {
    add(trial, Encode(std::vector<std::string>{"a", "bc"}));
    add(trial, "\xff\xff\xff\xff\x01\x02zz\x00"s);
  }
  add(kRow, Encode(SomeRow()));
  add(kRow + 3, Encode(std::vector<Row>{SomeRow(), Row()}));
  add(kOtherOrder, Encode(OtherOrder{"text", 5, Inner{{1}, 2.5}}));
  LogicalTypes logical;
  logical.decimal = Decimal::Parse("-3.1415");
  logical.fixed_char = FixedChar<5>("a");
  add(kLogicalTypes, Encode(logical));
  return seeds;
}

void TryInput(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto choice = static_cast<std::uint8_t>(bytes.front());
  kTrials[choice % kTrials.size()](ByteReader(bytes.substr(1)));
}

}  // namespace beam::fuzz
