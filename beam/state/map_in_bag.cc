#include "beam/state/map_in_bag.h"

#include <utility>

#include "beam/base/bytes.h"
#include "beam/coders/wire/wire_coder.h"

namespace beam {
namespace {

constexpr char kPut = 'p';
constexpr char kRemove = 'r';
/// Fewer are never written anew.
constexpr std::size_t kMinNotesToRewrite = 64;
constexpr std::size_t kMaxUntoldBytes = 1 << 20;

std::string PutNote(std::string_view key, std::string_view value) {
  std::string note(1, kPut);
  ByteWriter writer(note);
  writer.WriteVarint(key.size());
  writer.WriteBytes(key);
  writer.WriteBytes(value);
  return note;
}

}  // namespace

void MapInBag::Put(std::string_view key, std::string_view value) {
  if (entries_.has_value()) entries_->Put(key, value);
  Note(PutNote(key, value));
}

void MapInBag::Remove(std::string_view key) {
  if (entries_.has_value()) entries_->Remove(key);
  Note(kRemove + std::string(key));
}

void MapInBag::Clear() {
  entries_.emplace(*store_);
  bag_->Clear();
  notes_.clear();
  num_notes_ = 0;
}

StoredMap& MapInBag::entries() {
  if (entries_.has_value()) return *entries_;
  Flush();
  entries_.emplace(*store_);
  num_notes_ = 0;
  for (const std::string& note : PagedIterable<std::string>(bag_->Read())) {
    Apply(note);
    ++num_notes_;
  }
  return *entries_;
}

void MapInBag::Apply(std::string_view note) {
  ByteReader reader(note);
  const auto what = static_cast<char>(reader.ReadByte());
  if (what == kRemove) return entries_->Remove(reader.rest());
  if (what != kPut) {
    throw Error(ErrorCode::kDataLoss, "an entry of state begins with an unknown byte: " +
                                          std::to_string(static_cast<int>(what)));
  }
  const std::string_view key = reader.ReadBytes(reader.ReadVarint());
  entries_->Put(key, reader.rest());
}

void MapInBag::Note(const std::string& note) {
  ByteWriter writer(notes_);
  WireCoder<std::string>::Encode(note, writer);
  ++num_notes_;
  if (notes_.size() >= kMaxUntoldBytes) Flush();
}

void MapInBag::Flush() {
  if (!notes_.empty()) bag_->Append(std::exchange(notes_, {}));
}

bool MapInBag::IsMostlyOverwritten() {
  if (!entries_.has_value() || num_notes_ < kMinNotesToRewrite) return false;
  std::size_t entries = 0;
  entries_->Visit({},
                  [&](std::string_view, std::string_view) { return ++entries <= num_notes_ / 2; });
  return entries <= num_notes_ / 2;
}

void MapInBag::Save() {
  if (notes_.empty()) return;
  if (IsMostlyOverwritten()) {
    bag_->Clear();
    notes_.clear();
    num_notes_ = 0;
    entries_->Visit({}, [&](std::string_view key, std::string_view value) {
      Note(PutNote(key, value));
      return true;
    });
  }
  Flush();
}

}  // namespace beam
