#pragma once

#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "beam/base/iterable.h"
#include "beam/base/kv.h"
#include "beam/coders/coder.h"
#include "beam/exec/buffer.h"
#include "beam/exec/operator.h"

namespace beam::exec {

/// Some KV elements with their encoded keys, all of one partition, on their way into a Grouping.
class GroupingBlock {
 public:
  virtual ~GroupingBlock() = default;
};

/// Where a stage's GroupByKeyWriter puts its blocks.
class GroupingSink {
 public:
  virtual ~GroupingSink() = default;
  virtual void Put(std::size_t partition, std::unique_ptr<GroupingBlock> block) = 0;
};

/// The groups of one partition. Keys are equal when their encoded bytes are, as on every engine.
class Grouping {
 public:
  virtual ~Grouping() = default;
  virtual void Add(std::unique_ptr<GroupingBlock> block) = 0;
  /// The groups as elements KV<K, Iterable<V>>, or null when there are none. Ends the grouping.
  virtual std::unique_ptr<Buffer> TakeGroups() = 0;
};

/// Makes the two ends of a GroupByKey.
class GroupingFactory {
 public:
  virtual ~GroupingFactory() = default;
  virtual std::unique_ptr<Operator> MakeWriter(std::size_t num_partitions,
                                               GroupingSink& sink) const = 0;
  virtual std::unique_ptr<Grouping> MakeGrouping() const = 0;
};

template <class K, class V>
struct TypedGroupingBlock final : GroupingBlock {
  struct Item {
    std::string encoded_key;
    KV<K, V> element;
  };
  std::vector<Item> items;
};

/// Ends a stage: sorts KV elements into partitions by the hash of their encoded key.
template <class K, class V>
class GroupByKeyWriter final : public Operator, public Receiver<KV<K, V>> {
  using Block = TypedGroupingBlock<K, V>;

 public:
  GroupByKeyWriter(std::size_t num_partitions, GroupingSink& sink)
      : sink_(sink), blocks_(num_partitions) {}

  ReceiverBase& input() override { return *this; }

  void Receive(Element<KV<K, V>>&& element) override {
    std::string key = Encode(element.value.key);
    const std::size_t partition = std::hash<std::string>()(key) % blocks_.size();
    std::unique_ptr<Block>& block = blocks_[partition];
    if (block == nullptr) block = std::make_unique<Block>();
    block->items.push_back({std::move(key), std::move(element.value)});
    if (block->items.size() >= kMaxItems) sink_.Put(partition, std::move(block));
  }

  void FinishBundle() override {
    for (std::size_t partition = 0; partition < blocks_.size(); ++partition) {
      if (blocks_[partition] != nullptr) sink_.Put(partition, std::move(blocks_[partition]));
    }
  }

 private:
  static constexpr std::size_t kMaxItems = 1024;

  GroupingSink& sink_;
  std::vector<std::unique_ptr<Block>> blocks_;
};

/// One key and its values, while they are gathered.
template <class K, class V>
struct Group {
  K key;
  std::vector<V> values;
};

/// Finished groups, read as elements KV<K, Iterable<V>>.
template <class K, class V>
class GroupBuffer final : public Buffer {
 public:
  explicit GroupBuffer(std::vector<Group<K, V>> groups) : groups_(std::move(groups)) {}

  std::size_t size() const override { return groups_.size() - next_; }
  std::size_t bytes() const override { return size() * sizeof(Group<K, V>); }

  void FeedNext(ReceiverBase& receiver) override {
    Group<K, V>& group = groups_[next_++];
    static_cast<Receiver<KV<K, Iterable<V>>>&>(receiver).Receive(
        {{std::move(group.key), Iterable<V>(std::move(group.values))}, kEndOfGlobalWindow});
  }

  std::unique_ptr<Buffer> TakeFront(std::size_t count) override {
    const auto first = groups_.begin() + static_cast<std::ptrdiff_t>(next_);
    const auto last = first + static_cast<std::ptrdiff_t>(count);
    next_ += count;
    return std::make_unique<GroupBuffer>(
        std::vector<Group<K, V>>(std::make_move_iterator(first), std::make_move_iterator(last)));
  }

 private:
  std::vector<Group<K, V>> groups_;
  std::size_t next_ = 0;
};

/// A Grouping in memory.
template <class K, class V>
class TypedGrouping final : public Grouping {
 public:
  void Add(std::unique_ptr<GroupingBlock> block) override {
    for (auto& item : static_cast<TypedGroupingBlock<K, V>&>(*block).items) {
      auto [position, is_new] =
          group_of_key_.try_emplace(std::move(item.encoded_key), groups_.size());
      if (is_new) groups_.push_back({std::move(item.element.key), {}});
      groups_[position->second].values.push_back(std::move(item.element.value));
    }
  }

  std::unique_ptr<Buffer> TakeGroups() override {
    if (groups_.empty()) return nullptr;
    group_of_key_ = {};
    return std::make_unique<GroupBuffer<K, V>>(std::exchange(groups_, {}));
  }

 private:
  std::unordered_map<std::string, std::size_t> group_of_key_;
  std::vector<Group<K, V>> groups_;
};

template <class K, class V>
class TypedGroupingFactory final : public GroupingFactory {
 public:
  std::unique_ptr<Operator> MakeWriter(std::size_t num_partitions,
                                       GroupingSink& sink) const override {
    return std::make_unique<GroupByKeyWriter<K, V>>(num_partitions, sink);
  }
  std::unique_ptr<Grouping> MakeGrouping() const override {
    return std::make_unique<TypedGrouping<K, V>>();
  }
};

}  // namespace beam::exec
