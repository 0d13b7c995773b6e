// The paper's game (Abadi & Andersen 2016): N message bits are kept from Eve by N key bits.
#pragma once

#include "shared/crypto/number_stream.hpp"
#include "shared/tasks/bit_secrecy/phases.hpp"
#include "shared/tasks/bit_secrecy/secrecy_criterion.hpp"
#include "shared/tasks/task.hpp"

namespace sotto {

inline constexpr std::uint16_t kCiphertextKind = 1;
inline constexpr std::uint16_t kFeedbackKind = 2;
/// |values| of a feedback frame: far above any gradient of a bounded loss that is not a fault.
inline constexpr float kMaxFeedback = 1e4F;

/// How Bob wants the step taken, in the last row of a feedback where the session restarts what is
/// stuck (`restart_every`): one number for each of the ciphertext's, all `rest` or all `learn` in
/// most steps.
namespace mark {
inline constexpr float kRest = -1;      ///< all is read: nobody learns in this step
inline constexpr float kLearn = 0;      ///< as ever
inline constexpr float kKeep = 1;       ///< the weights are disturbed behind this step
inline constexpr float kDrawAgain = 2;  ///< and what makes this number begins anew
}  // namespace mark

/// Whether Alice hides from somebody who learns beside her: her copy of Eve, or a further shadow.
bool hides_from_learners(const SessionConfig& config);

/// Bits wrong of Bob, of Eve, of Alice's shadow of her, and of the linear reader that Eve keeps
/// beside her network.
inline constexpr std::string_view kBobSeries = "bob";
inline constexpr std::string_view kEveSeries = "eve";
inline constexpr std::string_view kShadowSeries = "shadow";
inline constexpr std::string_view kLinearSeries = "linear";

/// Networks by the names of their digests; Alice holds the shadow.
inline constexpr std::string_view kShadowNetwork = "shadow";

inline constexpr std::string_view kBitSecrecy = "bit_secrecy";

/// The description of the task, for the registry.
Task bit_secrecy();

/// A series of wrong bits: 0 to N, with chance at N/2. It makes a curve in alice_bob steps.
Series bits_wrong(std::string_view name, std::string title, Role from);

/// The data of a step: bits as -1 and +1, [B, N] row-major. Message bits come from the public
/// stream, key bits from the secret one.
void draw_message(const NumberStream& public_stream, std::int64_t step, std::span<float> bits);
void draw_key(const NumberStream& secret_stream, std::int64_t step, std::span<float> bits);

}  // namespace sotto
