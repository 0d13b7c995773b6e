// The examples of a session, and whether a party has what they are drawn from.
#pragma once

#include <memory>

#include "shared/session/session_config.hpp"
#include "shared/tasks/selective/example_source.hpp"
#include "shared/tasks/selective/own_table.hpp"

namespace sotto {

/// Throws PlayerError, with one sentence, where the session is about another table than the party
/// has read, about one and the party has read none (null), or about none and the party has read
/// one; and where the session's figures of the table are not the table's.
void require_table_of(const SessionConfig& config, const OwnTable* table);

/// What require_table_of() lets pass.
std::unique_ptr<ExampleSource> examples_of(const SessionConfig& config,
                                           const std::shared_ptr<const OwnTable>& table);

}  // namespace sotto
