#pragma once

#include <yaml-cpp/yaml.h>

#include <concepts>
#include <cstdlib>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "beam/base/reflection/reflect.h"
#include "beam/base/time/window.h"
#include "beam/coders/coders.h"
#include "beam/coders/testing/standard_examples.h"

/// Values as Beam's standard_coders.yaml writes them.
namespace beam::testing {

template <class T>
struct FromYaml;

template <class T>
  requires std::is_arithmetic_v<T>
struct FromYaml<T> {
  static T Read(const YAML::Node& node) {
    if constexpr (std::floating_point<T>) {
      // strtod knows "NaN", "Infinity" and numbers that are denormal.
      return static_cast<T>(std::strtod(node.as<std::string>().c_str(), nullptr));
    } else {
      return node.as<T>();
    }
  }
};

template <>
struct FromYaml<std::string> {
  static std::string Read(const YAML::Node& node) { return node.as<std::string>(); }
};

template <>
struct FromYaml<Bytes> {
  static Bytes Read(const YAML::Node& node) { return {BytesOfText(node.as<std::string>())}; }
};

template <class T>
struct FromYaml<std::optional<T>> {
  static std::optional<T> Read(const YAML::Node& node) {
    if (node.IsNull()) return std::nullopt;
    return FromYaml<T>::Read(node);
  }
};

template <class T>
struct FromYaml<std::vector<T>> {
  static std::vector<T> Read(const YAML::Node& node) {
    std::vector<T> items;
    for (const YAML::Node& item : node) items.push_back(FromYaml<T>::Read(item));
    return items;
  }
};

template <class K, class V>
struct FromYaml<std::map<K, V>> {
  static std::map<K, V> Read(const YAML::Node& node) {
    std::map<K, V> map;
    for (const auto& entry : node) {
      map.emplace(FromYaml<K>::Read(entry.first), FromYaml<V>::Read(entry.second));
    }
    return map;
  }
};

template <>
struct FromYaml<Timestamp> {
  static Timestamp Read(const YAML::Node& node) {
    const auto seconds = node["seconds"].as<std::int64_t>();
    return {seconds * 1'000'000 + node["micros"].as<std::int64_t>()};
  }
};

/// The file has the bytes' number.
template <>
struct FromYaml<MillisInstant> {
  static MillisInstant Read(const YAML::Node& node) {
    return {node.as<std::int64_t>() ^ std::numeric_limits<std::int64_t>::min()};
  }
};

template <>
struct FromYaml<Decimal> {
  static Decimal Read(const YAML::Node& node) { return Decimal::Parse(node.as<std::string>()); }
};

template <BoundedKind kKind, std::int32_t kLength>
struct FromYaml<Bounded<kKind, kLength>> {
  static Bounded<kKind, kLength> Read(const YAML::Node& node) {
    return Bounded<kKind, kLength>(BytesOfText(node.as<std::string>()));
  }
};

template <>
struct FromYaml<Window> {
  static Window Read(const YAML::Node& node) {
    if (node.IsScalar()) return kGlobalWindow;  // "global", or ""
    const Timestamp end{node["end"].as<std::int64_t>() * 1000};
    return {{end.micros - node["span"].as<std::int64_t>() * 1000}, end};
  }
};

template <>
struct FromYaml<Pane> {
  static Pane Read(const YAML::Node& node) {
    static const std::map<std::string, PaneTiming> kTimings = {{"EARLY", PaneTiming::kEarly},
                                                               {"ON_TIME", PaneTiming::kOnTime},
                                                               {"LATE", PaneTiming::kLate},
                                                               {"UNKNOWN", PaneTiming::kUnknown}};
    return {.is_first = node["is_first"].as<bool>(),
            .is_last = node["is_last"].as<bool>(),
            .timing = kTimings.at(node["timing"].as<std::string>()),
            .index = node["index"].as<std::int64_t>(),
            .nonspeculative_index = node["on_time_index"].as<std::int64_t>()};
  }
};

/// By the names of the fields.
template <Reflectable T>
struct FromYaml<T> {
  static T Read(const YAML::Node& node) {
    T value{};
    ForEachField(value, [&](std::string_view name, auto& field) {
      field = FromYaml<std::remove_cvref_t<decltype(field)>>::Read(node[std::string(name)]);
    });
    return value;
  }
};

}  // namespace beam::testing
