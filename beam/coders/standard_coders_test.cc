#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "beam/coders/coders.h"
#include "beam/coders/model/state_backed_iterable_coder.h"
#include "beam/coders/model/timer_coder.h"
#include "beam/coders/model/window_coder.h"
#include "beam/coders/model/windowed_value_coder.h"
#include "beam/coders/row/schema_row_coder.h"
#include "beam/coders/testing/schema_reader.h"
#include "beam/coders/testing/standard_examples.h"
#include "beam/coders/testing/yaml_values.h"

/// Beam's own standard_coders.yaml: every example is encoded and decoded, in each context.
namespace beam::testing {
namespace {

using std::string;

// Rows, by the fields of the examples' schemas.

struct AtomicsAndArray {
  string str;
  std::int32_t i32;
  double f64;
  std::vector<string> arr;
  bool operator==(const AtomicsAndArray&) const = default;
};
struct Nullables {
  std::optional<string> str;
  std::optional<std::int32_t> i32;
  std::optional<double> f64;
  bool operator==(const Nullables&) const = default;
};
struct NullableBytes {
  bool f_bool;
  std::optional<Bytes> f_bytes;
  bool operator==(const NullableBytes&) const = default;
};
struct MapOfNullables {
  std::map<string, std::optional<std::int64_t>> f_map;
  bool operator==(const MapOfNullables&) const = default;
};
struct OtherOrder {
  string str;
  bool f_bool;
  std::optional<std::int32_t> i32;
  static constexpr std::size_t kEncodingPositions[] = {1, 2, 0};
  bool operator==(const OtherOrder&) const = default;
};
template <class Time>
struct TimeAndInt {
  Time f_timestamp;
  string f_string;
  std::int64_t f_int;
  bool operator==(const TimeAndInt&) const = default;
};
struct OneFloat {
  float f_float;
  bool operator==(const OneFloat&) const = default;
};
struct FloatAndDecimal {
  float f_float;
  Decimal f_decimal;
  bool operator==(const FloatAndDecimal&) const = default;
};
struct BoundedLengths {
  std::optional<FixedChar<5>> f_char;
  std::optional<VarChar<10>> f_varchar;
  std::optional<FixedBytes<5>> f_bytes;
  std::optional<VarBytes<10>> f_varbytes;
  bool operator==(const BoundedLengths&) const = default;
};
template <int kDigits>
struct OneInstant {
  Instant<kDigits> f_timestamp;
  bool operator==(const OneInstant&) const = default;
};

/// Without kEncodingPositions: only the example's schema says in which order the fields come.
struct OrderOfSchema {
  string str;
  bool f_bool;
  std::optional<std::int32_t> i32;
  bool operator==(const OrderOfSchema&) const = default;
};

/// What is wrong with an example; nothing when it is right.
using Verdict = std::optional<string>;
using Check = std::function<Verdict(const StandardExample&)>;

/// NaN is the same as itself, and 0 is not -0.
template <class T>
bool IsSame(const T& a, const T& b) {
  if constexpr (std::is_same_v<T, double>) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
  } else {
    return a == b;
  }
}

/// Encodes `value` and decodes the example's bytes by functions, and compares both.
template <class T, class EncodeValue, class DecodeValue>
Verdict GoesBothWays(const StandardExample& example, const T& value, EncodeValue encode,
                     DecodeValue decode) {
  string bytes;
  ByteWriter writer(bytes);
  encode(value, writer);
  if (example.is_deterministic && bytes != example.bytes) return "encodes to other bytes";
  for (const string& encoded : {example.bytes, bytes}) {
    ByteReader reader(encoded);
    const T decoded = decode(reader);
    if (reader.remaining() != 0) return "decoding leaves bytes over";
    if (!IsSame(decoded, value)) return "decodes to another value";
  }
  return std::nullopt;
}

template <class T>
Verdict CheckValue(const StandardExample& example, const T& value) {
  if (example.nested.value_or(true)) {
    if (Verdict wrong = GoesBothWays(example, value, &Coder<T>::Encode, &Coder<T>::Decode)) {
      return wrong;
    }
  }
  if (example.nested.value_or(false)) return std::nullopt;
  return GoesBothWays(example, value, &EncodeOuter<T>, &DecodeOuter<T>);
}

template <class T>
Check Values() {
  return [](const StandardExample& example) {
    return CheckValue(example, FromYaml<T>::Read(example.value));
  };
}

/// The items of a list, both as a std::vector and as an Iterable.
template <class T>
Check Lists() {
  return [](const StandardExample& example) -> Verdict {
    const auto items = FromYaml<std::vector<T>>::Read(example.value);
    if (Verdict wrong = CheckValue(example, items)) return wrong;
    const auto decoded = Decode<Iterable<T>>(example.bytes);
    if (!std::ranges::equal(decoded, items)) return "decodes to another Iterable";
    if (example.is_deterministic && Encode(decoded) != example.bytes) return "Iterable differs";
    return std::nullopt;
  };
}

template <>
Check Values<ShardedKey<string>>() {
  return [](const StandardExample& example) {
    return CheckValue(example, ShardedKey<string>{FromYaml<Bytes>::Read(example.value["shardId"]),
                                                  example.value["key"].as<string>()});
  };
}

Check WindowsOf(WindowCoder coder) {
  return [coder](const StandardExample& example) {
    const YAML::Node& node =
        coder == WindowCoder::kCustom ? example.value["window"] : example.value;
    return GoesBothWays(
        example, FromYaml<Window>::Read(node),
        [&](const Window& window, ByteWriter& out) { EncodeWindow(window, coder, out); },
        [&](ByteReader& in) { return DecodeWindow(coder, in); });
  };
}

/// As an element is encoded: a list of windows of no bytes.
Verdict ListsOfGlobalWindows(const StandardExample& example) {
  const Windows windows(FromYaml<std::vector<Window>>::Read(example.value));
  string bytes;
  ByteWriter writer(bytes);
  internal::EncodeWindows(windows, WindowCoder::kGlobal, writer);
  if (bytes != example.bytes) return "encodes to other bytes";
  ByteReader reader(example.bytes);
  if (Windows(internal::DecodeWindows(WindowCoder::kGlobal, reader)) != windows) {
    return "decodes to another value";
  }
  return std::nullopt;
}

/// A value as windowed_value has it, to compare.
struct Windowed {
  WindowedValueHeader header;
  std::int64_t value = 0;
  bool operator==(const Windowed& other) const {
    return header.timestamp == other.header.timestamp && header.windows == other.header.windows &&
           value == other.value;
  }
};

Windowed ReadWindowed(const YAML::Node& node) {
  return {{Timestamp{node["timestamp"].as<std::int64_t>() * 1000},
           Windows(FromYaml<std::vector<Window>>::Read(node["windows"]),
                   FromYaml<Pane>::Read(node["pane"]))},
          node["value"].as<std::int64_t>()};
}

Verdict CheckWindowedValue(const StandardExample& example, WindowCoder coder) {
  return GoesBothWays(
      example, ReadWindowed(example.value),
      [&](const Windowed& value, ByteWriter& out) {
        value.header.Encode(coder, out);
        Coder<std::int64_t>::Encode(value.value, out);
      },
      [&](ByteReader& in) {
        const WindowedValueHeader header = WindowedValueHeader::Decode(coder, in);
        return Windowed{header, Coder<std::int64_t>::Decode(in)};
      });
}

/// The value stands alone; the header is the coder's payload, before an empty value.
Verdict CheckParamWindowedValue(const StandardExample& example, WindowCoder coder) {
  const Windowed value = ReadWindowed(example.value);
  string payload;
  ByteWriter writer(payload);
  value.header.Encode(coder, writer);
  Coder<Bytes>::Encode(Bytes(), writer);
  if (payload != example.payload) return "encodes to another payload";
  return GoesBothWays(
      example, value,
      [&](const Windowed& one, ByteWriter& out) { Coder<std::int64_t>::Encode(one.value, out); },
      [&](ByteReader& in) {
        ByteReader header(example.payload);
        return Windowed{WindowedValueHeader::Decode(coder, header),
                        Coder<std::int64_t>::Decode(in)};
      });
}

struct KeyedTimer {
  string key;
  TimerData timer;
  bool operator==(const KeyedTimer& other) const {
    return key == other.key && timer.tag == other.timer.tag &&
           timer.windows == other.timer.windows && timer.clear == other.timer.clear &&
           timer.fire_timestamp == other.timer.fire_timestamp &&
           timer.hold_timestamp == other.timer.hold_timestamp;
  }
};

Verdict CheckTimer(const StandardExample& example) {
  const YAML::Node& node = example.value;
  KeyedTimer timer{
      .key = node["userKey"].as<string>(),
      .timer = {.tag = node["dynamicTimerTag"].as<string>(), .clear = node["clearBit"].as<bool>()}};
  Pane pane;
  if (!timer.timer.clear) {
    timer.timer.fire_timestamp = {node["fireTimestamp"].as<std::int64_t>() * 1000};
    timer.timer.hold_timestamp = {node["holdTimestamp"].as<std::int64_t>() * 1000};
    pane = FromYaml<Pane>::Read(node["pane"]);
  }
  timer.timer.windows = Windows(FromYaml<std::vector<Window>>::Read(node["windows"]), pane);
  return GoesBothWays(
      example, timer,
      [](const KeyedTimer& value, ByteWriter& out) {
        Coder<string>::Encode(value.key, out);
        value.timer.Encode(WindowCoder::kGlobal, out);
      },
      [](ByteReader& in) {
        string key = Coder<string>::Decode(in);
        return KeyedTimer{std::move(key), TimerData::Decode(WindowCoder::kGlobal, in)};
      });
}

/// Hands out what is behind a token in pages of `page_bytes`.
class PagesOfExample final : public StatePages {
 public:
  PagesOfExample(YAML::Node state, std::size_t page_bytes)
      : state_(std::move(state)), page_bytes_(page_bytes) {}

  Page Read(const string& token, const string& continuation) const override {
    const string data = BytesOfText(state_[token].as<string>());
    const std::size_t begin = continuation.empty() ? 0 : std::stoul(continuation);
    const std::size_t end = begin + page_bytes_;
    return {data.substr(begin, page_bytes_), end < data.size() ? std::to_string(end) : ""};
  }

 private:
  YAML::Node state_;
  std::size_t page_bytes_;
};

template <class T>
Check StateBacked() {
  return [](const StandardExample& example) -> Verdict {
    const auto items = FromYaml<std::vector<T>>::Read(example.value);
    for (const std::size_t page_bytes : {1, 2, 100}) {
      ByteReader reader(example.bytes);
      const auto pages = std::make_shared<PagesOfExample>(example.state, page_bytes);
      const Iterable<T> decoded = DecodeStateBacked<T>(reader, pages);
      if (reader.remaining() != 0) return "decoding leaves bytes over";
      for (int pass = 0; pass < 2; ++pass) {
        if (!std::ranges::equal(decoded, items)) return "decodes to another value";
      }
      if (decoded.size() != items.size()) return "has another size";
      if (example.is_deterministic && Encode(decoded) != example.bytes) return "encodes otherwise";
    }
    return std::nullopt;
  };
}

/// Rows of T, by T's own coder when the schema is T's, and by the schema of the example.
template <class T>
Verdict CheckRow(const StandardExample& example) {
  const Schema schema = ReadSchema(example.payload);
  const T row = FromYaml<T>::Read(example.value);
  const SchemaRowCoder<T> coder(schema);
  if (Verdict wrong = GoesBothWays(
          example, row, [&](const T& value, ByteWriter& out) { coder.Encode(value, out); },
          [&](ByteReader& in) { return coder.Decode(in); })) {
    return "by its schema: " + *wrong;
  }
  if constexpr (std::is_same_v<T, OrderOfSchema>) return std::nullopt;
  if (SchemaOf<T>() != schema) return "another schema: " + SchemaOf<T>().Describe();
  return CheckValue(example, row);
}

template <class... T>
Verdict CheckRows(const StandardExample& example) {
  const string fields = ReadSchema(example.payload).Describe();
  int structs = 0;
  Verdict verdict;
  const auto check = [&]<class Row>(Row*) {
    if (SchemaOf<Row>().Describe() != fields) return;
    ++structs;
    if (!verdict.has_value()) verdict = CheckRow<Row>(example);
  };
  (check(static_cast<T*>(nullptr)), ...);
  return structs == 0 ? "no struct has its schema: " + fields : verdict;
}

const std::map<string, Check>& Checks() {
  const auto windowed = [](auto check, WindowCoder coder) {
    return [=](const StandardExample& example) { return check(example, coder); };
  };
  static const std::map<string, Check> kChecks = {
      {"bytes", Values<Bytes>()},
      {"bool", Values<bool>()},
      {"string_utf8", Values<string>()},
      {"varint", Values<std::int64_t>()},
      {"double", Values<double>()},
      {"nullable(bytes)", Values<std::optional<Bytes>>()},
      {"kv(bytes, varint)", Values<KV<Bytes, std::int64_t>>()},
      {"kv(bytes, bytes)", Values<KV<Bytes, Bytes>>()},
      {"kv(bytes, bool)", Values<KV<Bytes, bool>>()},
      {"sharded_key(string_utf8)", Values<ShardedKey<string>>()},
      {"iterable(varint)", Lists<std::int64_t>()},
      {"iterable(bytes)", Lists<Bytes>()},
      {"iterable(bool)", Lists<bool>()},
      {"iterable(global_window)", ListsOfGlobalWindows},
      {"state_backed_iterable(varint)", StateBacked<std::int64_t>()},
      {"state_backed_iterable(bytes)", StateBacked<Bytes>()},
      {"state_backed_iterable(bool)", StateBacked<bool>()},
      {"state_backed_iterable(global_window)", ListsOfGlobalWindows},
      {"global_window", WindowsOf(WindowCoder::kGlobal)},
      {"interval_window", WindowsOf(WindowCoder::kInterval)},
      {"custom_window(interval_window)", WindowsOf(WindowCoder::kCustom)},
      {"windowed_value(varint, global_window)", windowed(CheckWindowedValue, WindowCoder::kGlobal)},
      {"windowed_value(varint, interval_window)",
       windowed(CheckWindowedValue, WindowCoder::kInterval)},
      {"param_windowed_value(varint, global_window)",
       windowed(CheckParamWindowedValue, WindowCoder::kGlobal)},
      {"param_windowed_value(varint, interval_window)",
       windowed(CheckParamWindowedValue, WindowCoder::kInterval)},
      {"timer(string_utf8, global_window)", CheckTimer},
      {"row",
       CheckRows<AtomicsAndArray, Nullables, NullableBytes, MapOfNullables, OtherOrder,
                 OrderOfSchema, TimeAndInt<Timestamp>, TimeAndInt<MillisInstant>, OneFloat,
                 FloatAndDecimal, BoundedLengths, OneInstant<3>, OneInstant<6>, OneInstant<9>>},
  };
  return kChecks;
}

TEST(StandardCoders, EveryExampleOfBeamsGoesBothWays) {
  const std::vector<StandardExample> examples = ReadStandardExamples(STANDARD_CODERS_YAML);
  std::size_t passed = 0;
  for (const StandardExample& example : examples) {
    const auto check = Checks().find(example.coder);
    if (check == Checks().end()) {
      ADD_FAILURE() << "skipped, for there is no such coder here: " << example.Describe();
      continue;
    }
    Verdict wrong;
    try {
      wrong = check->second(example);
    } catch (const std::exception& error) {
      wrong = error.what();
    }
    if (wrong.has_value()) {
      ADD_FAILURE() << example.Describe() << ": " << *wrong;
    } else {
      ++passed;
    }
  }
  std::cout << "standard coders: " << passed << " of " << examples.size() << " examples passed\n";
  EXPECT_GE(examples.size(), 100U);
}

}  // namespace
}  // namespace beam::testing
