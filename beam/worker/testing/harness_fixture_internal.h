#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "beam/coders/model/windowed_value_coder.h"
#include "beam/pipeline/create.h"
#include "beam/worker/testing/fake_engine_internal.h"

namespace beam::worker::testing {

/// Elements of the global window, as engines send them.
template <class T>
std::string Wire(const std::vector<T>& values) {
  std::string bytes;
  ByteWriter writer(bytes);
  for (const T& value : values) {
    WindowedValueHeader{Timestamp{}, {}}.Encode(WindowCoder::kGlobal, writer);
    WireCoder<T>::Encode(value, writer);
  }
  return bytes;
}

/// What Wire() was given.
template <class T>
std::vector<T> Values(const std::string& bytes) {
  std::vector<T> values;
  for (ByteReader in(bytes); in.remaining() > 0;) {
    WindowedValueHeader::Decode(WindowCoder::kGlobal, in);
    values.push_back(WireCoder<T>::Decode(in));
  }
  return values;
}

/// Holds a bundle until the test lets it go.
struct Gate {
  std::mutex mutex;
  std::condition_variable changed;
  int waiting = 0;
  bool is_open = false;

  void Pass() {
    std::unique_lock lock(mutex);
    ++waiting;
    changed.notify_all();
    changed.wait(lock, [this] { return is_open; });
  }
  void WaitFor(int bundles) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return waiting >= bundles; });
  }
  void Open() {
    const std::lock_guard lock(mutex);
    is_open = true;
    changed.notify_all();
  }
};

/// A test of a worker that is served by a FakeEngine.
class HarnessTest : public ::testing::Test {
 protected:
  using Numbers = PCollection<std::int64_t>;

  /// A worker of the pipeline in which `apply` follows some numbers; its stage is that of `labels`.
  template <class Apply>
  void Start(const std::vector<std::string>& labels, const Apply& apply) {
    pipeline_ = std::make_shared<Pipeline>();
    apply(*pipeline_ | Create("Numbers", std::vector<std::int64_t>{1}));
    engine_ = std::make_unique<FakeEngine>(
        [this](const std::vector<std::string>&) { return pipeline_; }, runner_capabilities_);
    stage_ = StageOf(*pipeline_, labels, engine_->endpoint());
    engine_->AddDescriptor(stage_);
  }

  /// Runs a bundle; its response.
  model::fn::InstructionResponse RunBundle(const std::string& id, const std::string& elements) {
    auto response = engine_->Process(id, "stage");
    engine_->SendData(id, SourceOf(stage_), elements, /*is_last=*/true);
    return response.get();
  }

  template <class T>
  std::vector<T> OutputOf(const std::string& id) {
    return Values<T>(engine_->OutputOf(id, SinkOf(stage_)));
  }

  std::set<std::string> runner_capabilities_;  ///< Of the engine that Start() starts.
  std::shared_ptr<Pipeline> pipeline_;
  std::unique_ptr<FakeEngine> engine_;
  model::fn::ProcessBundleDescriptor stage_;
};

}  // namespace beam::worker::testing
