#pragma once

#include <concepts>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "beam/base/error.h"

namespace beam {

/// One heavy object for all threads of this process, a model say: made by the first who asks, gone
/// when nobody holds it any more. Copies of a Shared, such as the field of a DoFn that every worker
/// has, give the same object.
///
///     struct Embed {
///       beam::Shared<Model> shared = {};
///       std::shared_ptr<const Model> model = nullptr;
///       void Setup() { model = shared.Acquire([] { return LoadModel("model.onnx"); }); }
///       ...
///     };
///
/// All threads call the object at once, so its const functions must allow that.
template <class T>
class Shared {
 public:
  /// The object. `make` returns it, or a pointer that owns it, and is called when there is none, or
  /// when the last one was made for another `tag` (a model's version, say). Others wait meanwhile;
  /// if it throws, that goes to this caller and the next one makes it.
  ///
  /// Throws invalid_argument when `make` itself asks for the object.
  template <class Make>
  std::shared_ptr<const T> Acquire(Make&& make, const std::string& tag = "") const {
    std::unique_lock lock(slot_->mutex);
    if (slot_->maker == std::this_thread::get_id()) {
      throw Error(ErrorCode::kInvalidArgument,
                  "a beam::Shared is asked for its object by the function that makes it");
    }
    slot_->made.wait(lock, [this] { return slot_->maker == std::thread::id(); });
    if (auto object = slot_->object.lock(); object != nullptr && slot_->tag == tag) return object;
    slot_->maker = std::this_thread::get_id();
    const EndOfMaking end{lock, *slot_};
    lock.unlock();
    std::shared_ptr<const T> object = Own(std::forward<Make>(make)());
    lock.lock();
    slot_->object = object;
    slot_->tag = tag;
    return object;
  }

 private:
  struct Slot {
    std::mutex mutex;
    std::condition_variable made;
    std::thread::id maker;  ///< Who makes the object now; nobody's id otherwise.
    std::weak_ptr<const T> object;
    std::string tag;
  };

  /// However the making ends, the next one may try.
  struct EndOfMaking {
    std::unique_lock<std::mutex>& lock;
    Slot& slot;
    ~EndOfMaking() {
      if (!lock.owns_lock()) lock.lock();
      slot.maker = {};
      slot.made.notify_all();
    }
  };

  template <class Made>
  static std::shared_ptr<const T> Own(Made&& made) {
    if constexpr (std::convertible_to<Made, std::shared_ptr<const T>>) {
      return std::forward<Made>(made);
    } else {
      return std::make_shared<const T>(std::forward<Made>(made));
    }
  }

  std::shared_ptr<Slot> slot_ = std::make_shared<Slot>();
};

}  // namespace beam
