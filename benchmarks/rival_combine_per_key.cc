// The rival: two threads, each with a std::unordered_map of its own, merged at the end.
//
//   rival_combine_per_key [ELEMENTS [KEYS [THREADS]]]

#include <cstdio>
#include <cstdlib>
#include <thread>
#include <unordered_map>
#include <vector>

#include "benchmarks/keyed_numbers.h"

using Sums = std::unordered_map<std::int64_t, std::int64_t>;

int main(int argc, char** argv) {
  const auto elements = static_cast<std::uint64_t>(argc > 1 ? std::atoll(argv[1]) : 100000000);
  const auto keys = static_cast<std::uint64_t>(argc > 2 ? std::atoll(argv[2]) : 1000);
  const std::size_t num_threads = argc > 3 ? static_cast<std::size_t>(std::atoi(argv[3])) : 2;
  std::vector<Sums> sums(num_threads);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < num_threads; ++t) {
    threads.emplace_back([&, t] {
      Sums mine;
      for (std::uint64_t i = t; i < elements; i += num_threads) {
        const std::uint64_t number = Scramble(i);
        mine[static_cast<std::int64_t>(number % keys)] += static_cast<std::int64_t>(number);
      }
      sums[t] = std::move(mine);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t t = 1; t < num_threads; ++t) {
    for (const auto& [key, sum] : sums[t]) sums[0][key] += sum;
  }
  std::int64_t checksum = 0;
  for (const auto& [key, sum] : sums[0]) checksum += (key + 1) * (sum % 1000003);
  std::printf("checksum %ld\n", checksum);
  return 0;
}
