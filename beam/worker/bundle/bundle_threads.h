#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace beam::worker {

/// Threads for bundles: as many as run at once, kept for the next ones. A bundle never waits for
/// another to end, since an engine may have the one depend on the other.
class BundleThreads {
 public:
  BundleThreads() = default;
  ~BundleThreads() { Join(); }
  BundleThreads(const BundleThreads&) = delete;
  BundleThreads& operator=(const BundleThreads&) = delete;

  void Run(std::function<void()> bundle);
  /// Waits until every bundle has ended.
  void Join();

 private:
  void Work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  std::size_t idle_ = 0;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace beam::worker
