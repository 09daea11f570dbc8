#include <future>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "beam/base/bytes.h"
#include "beam/base/error.h"
#include "beam/coders/wire/wire_coder.h"
#include "beam/state/stored_map.h"
#include "beam/worker/state/user_state_internal.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

/// So many bytes of changes are kept back at most.
constexpr std::size_t kMaxUntoldBytes = 1 << 20;
/// So many values are asked for at once.
constexpr std::size_t kValuesAtOnce = 64;

class UserMap final : public StateMap {
 public:
  UserMap(UserStateAccess access, UserStateName name, ChunkStore& store)
      : access_(access), cache_(*access.scope->cache), name_(std::move(name)), store_(store) {
    name_.Fill(*keys_.mutable_multimap_keys_user_state());
  }

  void Put(std::string_view key, std::string_view value) override {
    Change(key, std::string(value));
  }
  void Remove(std::string_view key) override { Change(key, std::nullopt); }

  std::optional<std::string> Get(std::string_view key) override {
    const auto changed = changes_.find(key);
    if (changed != changes_.end()) return changed->second;
    return ValueIn(Ask(key).Wait());
  }

  void Visit(std::string_view from, const Visitor& visitor) override {
    Save();
    const StoredMap keys = Keys();
    std::vector<std::string> some;
    bool goes_on = true;
    keys.Visit(from, [&](std::string_view key, std::string_view) {
      some.emplace_back(key);
      if (some.size() == kValuesAtOnce) goes_on = VisitSome(std::exchange(some, {}), visitor);
      return goes_on;
    });
    if (goes_on) VisitSome(some, visitor);
  }

  void Clear() override {
    changes_.clear();
    untold_bytes_ = 0;
    // One by one for Prism 2.77.0, which forgets nothing when all keys are cleared at once.
    Keys().Visit({}, [&](std::string_view key, std::string_view) {
      Tell(KeyOf(key), std::nullopt);
      return true;
    });
    access_.Clear(keys_);
  }

  void Save() override {
    for (const auto& [key, value] : changes_) Tell(KeyOf(key), value);
    changes_.clear();
    untold_bytes_ = 0;
  }

 private:
  /// A value that is known, or on its way.
  struct Answer {
    std::optional<std::string> known = {};
    fn::StateKey key = {};
    std::future<fn::StateResponse> first_page = {};
    UserMap* map;

    /// The value, encoded; empty without one.
    std::string Wait() {
      if (known.has_value()) return *std::move(known);
      fn::StateResponse response = first_page.get();
      std::string bytes = std::move(*response.mutable_get()->mutable_data());
      std::string continuation = response.get().continuation_token();
      while (!continuation.empty()) {
        StatePages::Page page = map->access_.Fetch(key, continuation);
        bytes += page.data;
        continuation = std::move(page.continuation);
      }
      map->cache_.Put(map->CachedName(key), {bytes, ""});
      return bytes;
    }
  };

  Answer Ask(std::string_view map_key) {
    Answer answer{.key = KeyOf(map_key), .map = this};
    if (auto page = cache_.Find(CachedName(answer.key))) {
      answer.known = std::move(page->data);
    } else {
      fn::StateRequest request;
      request.mutable_get();
      answer.first_page = SendRequest(*access_.scope, answer.key, std::move(request));
    }
    return answer;
  }

  bool VisitSome(const std::vector<std::string>& keys, const Visitor& visitor) {
    std::vector<Answer> answers;
    answers.reserve(keys.size());
    for (const std::string& key : keys) answers.push_back(Ask(key));
    for (std::size_t i = 0; i < keys.size(); ++i) {
      // Engines may still name a key that was removed.
      const std::optional<std::string> value = ValueIn(answers[i].Wait());
      if (value.has_value() && !visitor(keys[i], *value)) return false;
    }
    return true;
  }

  void Change(std::string_view key, std::optional<std::string> value) {
    untold_bytes_ += key.size() + (value.has_value() ? value->size() : 0);
    const auto changed = changes_.find(key);
    if (changed != changes_.end()) {
      changed->second = std::move(value);
    } else {
      changes_.emplace(key, std::move(value));
    }
    if (untold_bytes_ > kMaxUntoldBytes) Save();
  }

  void Tell(const fn::StateKey& key, const std::optional<std::string>& value) {
    std::string bytes = value.has_value() ? EncodeWire(*value) : "";
    cache_.Put(CachedName(key), {bytes, ""});
    access_.Clear(key);
    if (value.has_value()) access_.Append(key, std::move(bytes));
  }

  /// The keys that the engine names, sorted; there may be more of them than memory holds.
  StoredMap Keys() const {
    StoredMap keys(store_);
    for (const std::string& key :
         PagedIterable<std::string>(std::make_shared<FreshPages>(*access_.scope, keys_))) {
      keys.Put(key, {});
    }
    return keys;
  }

  fn::StateKey KeyOf(std::string_view map_key) const {
    fn::StateKey key;
    auto& multimap = name_.Fill(*key.mutable_multimap_user_state());
    multimap.set_map_key(EncodeWire(std::string(map_key)));
    return key;
  }

  std::string CachedName(const fn::StateKey& key) const {
    return StateCache::NameOf(access_.scope->user_state_token, key.SerializeAsString(), "");
  }

  static std::optional<std::string> ValueIn(std::string_view bytes) {
    if (bytes.empty()) return std::nullopt;
    ByteReader in(bytes);
    std::string value = WireCoder<std::string>::Decode(in);
    if (in.remaining() == 0) return value;
    throw Error(ErrorCode::kDataLoss, "the engine has more than one value of a key of a map");
  }

  const UserStateAccess access_;
  StateCache& cache_;
  const UserStateName name_;
  ChunkStore& store_;
  fn::StateKey keys_;  ///< Of the keys.
  /// What the engine has not been told; nothing stands for a removed entry.
  std::map<std::string, std::optional<std::string>, std::less<>> changes_;
  std::size_t untold_bytes_ = 0;
};

}  // namespace

std::unique_ptr<StateMap> MakeUserMap(UserStateAccess access, UserStateName name,
                                      ChunkStore& store) {
  return std::make_unique<UserMap>(access, std::move(name), store);
}

}  // namespace beam::worker
