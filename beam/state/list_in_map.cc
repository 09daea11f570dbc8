#include "beam/state/list_in_map.h"

#include <algorithm>
#include <string>
#include <vector>

#include "beam/base/bytes.h"

namespace beam {
namespace {

constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

/// Bytes that sort by number, then by place.
std::string KeyOf(std::int64_t number, std::uint64_t place) {
  std::string key;
  ByteWriter writer(key);
  writer.WriteBigEndian64(static_cast<std::uint64_t>(number) ^ kSignBit);
  writer.WriteBigEndian64(place);
  return key;
}

std::int64_t NumberOf(std::string_view key) {
  return static_cast<std::int64_t>(ByteReader(key).ReadBigEndian64() ^ kSignBit);
}

}  // namespace

void ListInMap::Add(std::int64_t number, std::string_view value) {
  values_->Put(KeyOf(number, NextPlace()), value);
}

void ListInMap::Visit(Range range, const Visitor& visitor) {
  values_->Visit(KeyOf(range.from, 0), [&](std::string_view key, std::string_view value) {
    const std::int64_t number = NumberOf(key);
    return number < range.to && visitor(number, value);
  });
}

void ListInMap::Clear(Range range) {
  if (range == Range()) return values_->Clear();
  constexpr std::size_t kAtOnce = 1000;
  std::string from = KeyOf(range.from, 0);
  std::vector<std::string> keys;
  do {
    keys.clear();
    values_->Visit(from, [&](std::string_view key, std::string_view) {
      if (NumberOf(key) >= range.to) return false;
      keys.emplace_back(key);
      return keys.size() < kAtOnce;
    });
    for (const std::string& key : keys) values_->Remove(key);
    if (!keys.empty()) from = keys.back();
  } while (keys.size() == kAtOnce);
}

/// A place that no value has, and behind those of all.
std::uint64_t ListInMap::NextPlace() {
  if (!next_place_.has_value()) {
    next_place_ = 0;
    values_->Visit({}, [&](std::string_view key, std::string_view) {
      key.remove_prefix(sizeof(std::uint64_t));
      next_place_ = std::max(*next_place_, ByteReader(key).ReadBigEndian64() + 1);
      return true;
    });
  }
  return (*next_place_)++;
}

}  // namespace beam
