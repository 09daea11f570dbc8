#include "beam/worker/bundle/bundle_threads.h"

#include <pthread.h>

#include <string>
#include <utility>

namespace beam::worker {

void BundleThreads::Run(std::function<void()> bundle) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(bundle));
  if (idle_ >= waiting_.size()) {
    changed_.notify_one();
  } else {
    threads_.emplace_back([this, number = threads_.size()] {
      // Logs and debuggers show it.
      pthread_setname_np(pthread_self(), ("bundle " + std::to_string(number)).c_str());
      Work();
    });
  }
}

void BundleThreads::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (waiting_.empty()) {
      if (ending_) return;
      ++idle_;
      changed_.wait(lock, [this] { return !waiting_.empty() || ending_; });
      --idle_;
      continue;
    }
    const std::function<void()> bundle = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    bundle();
    lock.lock();
  }
}

void BundleThreads::Join() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    changed_.notify_all();
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace beam::worker
