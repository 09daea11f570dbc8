#include "beam/base/bytes.h"
#include "beam/worker/state/engine_state_internal.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

/// So many changes may be on their way at once.
constexpr std::size_t kMaxChanges = 10'000;

/// A bag of several pages.
class EngineBagPages final : public StatePages {
 public:
  EngineBagPages(const StateScope& scope, fn::StateKey key) : scope_(scope), key_(std::move(key)) {}
  Page Read(const std::string&, const std::string& continuation) const override {
    return FetchPage(scope_, key_, continuation);
  }

 private:
  const StateScope& scope_;
  const fn::StateKey key_;
};

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
  UserBag(const StateScope& scope, BundleState& state, fn::StateKey key)
      : scope_(scope),
        state_(state),
        key_(std::move(key)),
        name_(StateCache::NameOf(scope.user_state_token, key_.SerializeAsString(), "")) {}

  std::shared_ptr<const StatePages> Read() override {
    auto page = scope_.cache->Find(name_);
    if (!page.has_value()) {
      page = FetchPage(scope_, key_, "");
      if (!page->continuation.empty()) {
        // A bag of several pages is not kept.
        return std::make_shared<EngineBagPages>(scope_, key_);
      }
      scope_.cache->Put(name_, *page);
    }
    return std::make_shared<KnownPage>(*std::move(page));
  }

  void Append(std::string entries) override {
    if (auto page = scope_.cache->Find(name_)) {
      page->data += entries;
      scope_.cache->Put(name_, *page);
    }
    fn::StateRequest request;
    request.mutable_append()->set_data(std::move(entries));
    state_.AddChange(SendRequest(scope_, key_, std::move(request)));
  }

  void Clear() override {
    scope_.cache->Put(name_, {});
    fn::StateRequest request;
    request.mutable_clear();
    state_.AddChange(SendRequest(scope_, key_, std::move(request)));
  }

 private:
  const StateScope& scope_;
  BundleState& state_;
  const fn::StateKey key_;
  const std::string name_;  ///< In the cache.
};

}  // namespace

void BundleState::AddStep(std::size_t step, std::string transform_id, WindowCoder window_coder) {
  steps_[step] = {std::move(transform_id), window_coder};
}

void BundleState::AddTimers(std::size_t step, std::string family, DataOutput& output) {
  timers_[{step, std::move(family)}] = &output;
}

std::unique_ptr<EngineBag> BundleState::Bag(std::size_t step, std::string_view state,
                                            const std::string& key, const Window& window) {
  const Step& of_step = steps_.at(step);
  std::string window_bytes;
  ByteWriter writer(window_bytes);
  EncodeWindow(window, of_step.window_coder, writer);
  fn::StateKey state_key;
  auto& bag = *state_key.mutable_bag_user_state();
  bag.set_transform_id(of_step.transform_id);
  bag.set_user_state_id(std::string(state));
  bag.set_window(std::move(window_bytes));
  bag.set_key(key);
  return std::make_unique<UserBag>(scope_, *this, std::move(state_key));
}

void BundleState::SetTimer(std::size_t step, std::string_view family, const std::string& key,
                           const TimerData& timer) {
  DataOutput& output = *timers_.at({step, std::string(family)});
  ByteWriter writer(output.bytes());
  writer.WriteBytes(key);
  timer.Encode(steps_.at(step).window_coder, writer);
  output.ElementAdded();
}

void BundleState::AddChange(std::future<fn::StateResponse> answer) {
  changes_.push_back(std::move(answer));
  if (changes_.size() >= kMaxChanges) FinishBundle();
}

void BundleState::FinishBundle() {
  std::vector<std::future<fn::StateResponse>> changes = std::exchange(changes_, {});
  for (auto& change : changes) change.get();
}

}  // namespace beam::worker
