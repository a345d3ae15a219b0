#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "domain/integration.h"

namespace exo::app {

// The integration as a document of the `integrations` collection of a document database (exotel-integration.md, data
// model): {"type":"exotel","account_sid","api_base_url","api_key","api_token","dids":[{"id","number","label","bot_id",
// "flow_url"}…]}.

enum class Secrets : std::uint8_t { leave_out, in_clear };

/// Indented JSON with a line break at the end; api_key and api_token are there only when they are asked for and set.
[[nodiscard]] std::string write_integration_file(const domain::Integration& record, Secrets secrets);

inline constexpr std::size_t kMaxIntegrationFile = 16 << 20;

struct FileDid {
  std::string id{};  ///< [0-9A-Za-z_-]{1,64}, of `id` or `_id`; empty: none given
  domain::DidPatch fields{};
};

struct IntegrationFile {
  domain::CredentialsPatch credentials{};
  std::vector<FileDid> dids{};
  std::size_t other_documents = 0;  ///< of other types, which are passed over
};

/// One document, an array of documents, or one a line, plain or as MongoDB Extended JSON; exactly one has the type
/// "exotel". Unknown fields count for nothing; a number may be one. `unprocessable` with a sentence that names the
/// place.
[[nodiscard]] Result<IntegrationFile> read_integration_file(std::string_view text);

enum class ImportMode : std::uint8_t {
  /// What the file says is set, as by PUT; what it does not say stays; its DIDs are added or, by their number, changed.
  merge,
  /// The record becomes what the file says: other DIDs go, missing fields are emptied. Secrets stay where it has none.
  replace,
};

struct ImportSummary {
  std::vector<std::string_view> changed_fields{};  ///< "account_sid", "api_key", …
  std::size_t added = 0;
  std::size_t changed = 0;
  std::size_t removed = 0;
  std::size_t unchanged = 0;
};

/// All or nothing, by the rules that hold for the API; an error names the DID by its place in the file. A DID that is
/// here already keeps its id when merging; otherwise the file's id counts, so that old test calls still find it.
[[nodiscard]] Result<ImportSummary> import_into(domain::Integration& record, const IntegrationFile& file,
                                                ImportMode mode, domain::AllowedApiHosts hosts);

}  // namespace exo::app
