#include "beam/base/bytes.h"
#include "beam/base/error.h"
#include "beam/worker/state/engine_state_internal.h"
#include "beam/worker/state/user_state_internal.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

/// So many changes may be on their way at once.
constexpr std::size_t kMaxChanges = 10'000;

class UserField final : public EngineField {
 public:
  UserField(UserStateAccess access, UserStateName name, StateKind kind)
      : access_(access), name_(std::move(name)), kind_(kind) {}

  std::unique_ptr<EngineBag> Bag() override { return MakeUserBag(access_, name_); }
  std::unique_ptr<StateMap> Map(ChunkStore& store) override {
    return kind_ == StateKind::kMap ? MakeUserMap(access_, name_, store) : nullptr;
  }
  std::unique_ptr<StateList> OrderedList() override {
    return kind_ == StateKind::kOrderedList ? MakeUserList(access_, name_) : nullptr;
  }

 private:
  const UserStateAccess access_;
  const UserStateName name_;
  const StateKind kind_;
};

}  // namespace

void BundleState::AddStep(std::size_t step, std::string transform_id, WindowCoder window_coder) {
  steps_[step] = {std::move(transform_id), window_coder, {}};
}

void BundleState::AddState(std::size_t step, std::string state, StateKind kind) {
  steps_.at(step).states.emplace(std::move(state), kind);
}

void BundleState::AddTimers(std::size_t step, std::string family, DataOutput& output) {
  timers_[{step, std::move(family)}] = &output;
}

std::unique_ptr<EngineField> BundleState::Field(std::size_t step, std::string_view state,
                                                const std::string& key, const Window& window) {
  const Step& of_step = steps_.at(step);
  const auto found = of_step.states.find(state);
  if (found == of_step.states.end()) {
    throw Error(ErrorCode::kInternal, "the engine does not know of the state \"" +
                                          std::string(state) + "\" of " + of_step.transform_id);
  }
  UserStateName name{
      .transform_id = of_step.transform_id, .state = std::string(state), .window = {}, .key = key};
  ByteWriter writer(name.window);
  EncodeWindow(window, of_step.window_coder, writer);
  return std::make_unique<UserField>(UserStateAccess{&scope_, this}, std::move(name),
                                     found->second);
}

void BundleState::SetTimer(std::size_t step, std::string_view family, const std::string& key,
                           const TimerData& timer) {
  DataOutput& output = *timers_.at({step, std::string(family)});
  ByteWriter writer(output.bytes());
  writer.WriteBytes(key);
  timer.Encode(steps_.at(step).window_coder, writer);
  output.ElementAdded();
}

void UserStateAccess::Append(const fn::StateKey& key, std::string data) const {
  fn::StateRequest request;
  request.mutable_append()->set_data(std::move(data));
  bundle->AddChange(SendRequest(*scope, key, std::move(request)));
}

void UserStateAccess::Clear(const fn::StateKey& key) const {
  fn::StateRequest request;
  request.mutable_clear();
  bundle->AddChange(SendRequest(*scope, key, std::move(request)));
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
