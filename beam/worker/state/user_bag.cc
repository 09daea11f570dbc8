#include "beam/worker/state/user_state_internal.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

/// A bag that is on one page.
class KnownPage final : public StatePages {
 public:
  explicit KnownPage(Page page) : page_(std::move(page)) {}
  Page Read(const std::string&, const std::string&) const override { return page_; }

 private:
  const Page page_;
};

class UserBag final : public EngineBag {
 public:
  UserBag(UserStateAccess access, fn::StateKey key)
      : access_(access),
        cache_(*access.scope->cache),
        key_(std::move(key)),
        name_(StateCache::NameOf(access.scope->user_state_token, key_.SerializeAsString(), "")) {}

  std::shared_ptr<const StatePages> Read() override {
    auto page = cache_.Find(name_);
    if (!page.has_value()) {
      page = access_.Fetch(key_, "");
      if (!page->continuation.empty()) {
        // A bag of several pages is not kept.
        return std::make_shared<FreshPages>(*access_.scope, key_);
      }
      cache_.Put(name_, *page);
    }
    return std::make_shared<KnownPage>(*std::move(page));
  }

  void Append(std::string entries) override {
    if (auto page = cache_.Find(name_)) {
      page->data += entries;
      cache_.Put(name_, *page);
    }
    access_.Append(key_, std::move(entries));
  }

  void Clear() override {
    cache_.Put(name_, {});
    access_.Clear(key_);
  }

 private:
  const UserStateAccess access_;
  StateCache& cache_;
  const fn::StateKey key_;
  const std::string name_;  ///< In the cache.
};

}  // namespace

std::unique_ptr<EngineBag> MakeUserBag(UserStateAccess access, const UserStateName& name) {
  fn::StateKey key;
  name.Fill(*key.mutable_bag_user_state());
  return std::make_unique<UserBag>(access, std::move(key));
}

}  // namespace beam::worker
