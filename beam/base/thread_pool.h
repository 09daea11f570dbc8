#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace beam {

/// A fixed number of threads that run submitted tasks in the order of submission.
class ThreadPool {
 public:
  explicit ThreadPool(int num_threads);
  /// Runs what is still queued, then joins every thread.
  ~ThreadPool();

  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// Queues `task`. A task must not throw: nobody is there to catch it.
  void Submit(std::function<void()> task);

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

/// How many processors this process may run on: its affinity mask, not the machine's count.
int AvailableProcessors();

}  // namespace beam
