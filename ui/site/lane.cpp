#include "ui/site/lane.h"

#include "core/base/tr.h"

namespace aegisx::ui {

Lane::Lane()
{
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(-1); // Qt Sql and libpq like to stay on one thread
}

Lane::~Lane()
{
    m_pool.waitForDone();
}

void Lane::post(std::function<void()> task)
{
    m_pool.start(std::move(task));
}

Result<void> Lane::open(const postgres::ConnectionSettings &settings, std::stop_token stop)
{
    close();
    auto opened = postgres::Connection::open(settings, std::move(stop));
    if (!opened)
        return fail(opened.error());
    m_settings = settings;
    m_connection.emplace(std::move(*opened));
    return {};
}

Result<postgres::Connection *> Lane::connection(std::stop_token stop)
{
    if (!m_settings || isLost())
        return fail(ErrorKind::ConnectionLost,
                    Tr::tr("There is no connection to the site."),
                    Tr::tr("Connect again, then repeat what you wanted to do."));
    if (!m_connection) {
        auto opened = postgres::Connection::open(*m_settings, std::move(stop));
        if (!opened)
            return fail(opened.error()); // still wanted: the next task tries again
        m_connection.emplace(std::move(*opened));
    }
    return &*m_connection;
}

void Lane::close()
{
    m_connection.reset();
    m_settings.reset();
}

} // namespace aegisx::ui
