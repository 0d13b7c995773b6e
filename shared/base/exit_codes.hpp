// What the project's programs end with.
#pragma once

namespace sotto::exit_code {

inline constexpr int kGoalMet = 0;
inline constexpr int kGoalNotMet = 1;
inline constexpr int kBadUsage = 2;  ///< bad option, unreadable secret, port in use, refused
inline constexpr int kFailed = 3;    ///< a part failed on the way
inline constexpr int kForged = 4;    ///< what a party heard is not what the other one sent

}  // namespace sotto::exit_code
