#pragma once

// The distances between things on a page, in device-independent pixels.
namespace aegisx::ui::spacing {

inline constexpr int Tiny = 4;
inline constexpr int Small = 8;
inline constexpr int Medium = 12;
inline constexpr int Large = 16;
inline constexpr int Huge = 24;

} // namespace aegisx::ui::spacing
