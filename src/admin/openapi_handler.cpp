#include "admin/handlers.h"
#include "admin/openapi.h"

namespace exo::admin {

Result<Reply> get_openapi(Services&, const Request&) {
  static const auto kDocument = openapi_document(Layout::compact);
  if (!kDocument) return std::unexpected(kDocument.error());
  return Reply{.body = *kDocument};
}

}  // namespace exo::admin
