#include <utility>

#include "beam/base/bytes.h"
#include "beam/base/kv.h"
#include "beam/coders/wire/wire_coder.h"
#include "beam/worker/state/user_state_internal.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

/// So many bytes of new values are kept back at most.
constexpr std::size_t kMaxUntoldBytes = 1 << 20;

class UserList final : public StateList {
 public:
  using Entry = KV<std::int64_t, std::string>;

  UserList(UserStateAccess access, UserStateName name) : access_(access), name_(std::move(name)) {}

  void Add(std::int64_t number, std::string_view value) override {
    ByteWriter writer(added_);
    WireCoder<Entry>::Encode({number, std::string(value)}, writer);
    if (added_.size() >= kMaxUntoldBytes) Save();
  }

  void Visit(Range range, const Visitor& visitor) override {
    Save();
    for (const Entry& entry :
         PagedIterable<Entry>(std::make_shared<FreshPages>(*access_.scope, KeyOf(range)))) {
      if (!visitor(entry.key, entry.value)) return;
    }
  }

  void Clear(Range range) override {
    Save();
    // Prism ends when a list is cleared that it has never seen.
    if (access_.Fetch(KeyOf(range), "").data.empty()) return;
    access_.Clear(KeyOf(range));
  }

  void Save() override {
    if (!added_.empty()) access_.Append(KeyOf({}), std::exchange(added_, {}));
  }

 private:
  fn::StateKey KeyOf(Range range) const {
    fn::StateKey key;
    auto& list = name_.Fill(*key.mutable_ordered_list_user_state());
    list.mutable_range()->set_start(range.from);
    list.mutable_range()->set_end(range.to);
    return key;
  }

  const UserStateAccess access_;
  const UserStateName name_;
  std::string added_;  ///< What the engine has not been told.
};

}  // namespace

std::unique_ptr<StateList> MakeUserList(UserStateAccess access, UserStateName name) {
  return std::make_unique<UserList>(access, std::move(name));
}

}  // namespace beam::worker
