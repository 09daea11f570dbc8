#pragma once

#include <cstdint>
#include <string>

/// What fused_maps and its rival have in common: the elements and the four steps.

struct Reading {
  std::string sensor;
  double value = 0;
};

/// The reading of number `i`; the sensor's name has 35 characters.
inline Reading MakeReading(std::int64_t i) {
  Reading reading{"sensor-of-the-northern-hall-0000000", static_cast<double>(i % 1000)};
  for (std::size_t digit = reading.sensor.size(); i > 0 && digit > 28; i /= 10) {
    reading.sensor[--digit] = static_cast<char>('0' + i % 10);
  }
  return reading;
}

// As transforms are written: from one element to a new one.
inline Reading Calibrate(const Reading& reading) {
  return {reading.sensor, reading.value * 1.0625};
}
inline Reading Shift(const Reading& reading) {
  return {reading.sensor, reading.value - 273.25};
}
inline Reading Clamp(const Reading& reading) {
  return {reading.sensor, reading.value < 0 ? 0 : reading.value};
}
inline Reading Round(const Reading& reading) {
  return {reading.sensor, static_cast<double>(static_cast<std::int64_t>(reading.value))};
}
