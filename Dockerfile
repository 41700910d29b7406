# docker build --target api -t flowker-api .      REST, with a silo of its own or as a client
# docker build --target silo -t flowker-silo .    a silo alone
FROM mcr.microsoft.com/dotnet/sdk:10.0-alpine AS build
WORKDIR /source
COPY Directory.Build.props Directory.Packages.props global.json .editorconfig ./
COPY src ./src
# Compiled ahead, so that a container that comes back needs less time before it goes on with what was open.
RUN dotnet publish src/Flowker.Api --configuration Release --use-current-runtime --no-self-contained -p:PublishReadyToRun=true --output /published/api \
 && dotnet publish src/Flowker.Silo --configuration Release --use-current-runtime --no-self-contained -p:PublishReadyToRun=true --output /published/silo

FROM mcr.microsoft.com/dotnet/aspnet:10.0-alpine AS runtime
# Time zones for schedules, and rules of text for them.
RUN apk add --no-cache icu-libs tzdata \
 && mkdir -m 0700 /data /keys && chown "$APP_UID" /data /keys
ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false \
    Flowker__DataDirectory=/data
WORKDIR /app
USER $APP_UID
VOLUME /data

FROM runtime AS silo
COPY --from=build /published/silo ./
EXPOSE 11111 30000
HEALTHCHECK --interval=5s --timeout=2s --start-period=30s CMD ["nc", "-z", "127.0.0.1", "30000"]
ENTRYPOINT ["dotnet", "Flowker.Silo.dll"]

FROM runtime AS api
COPY --from=build /published/api ./
# Beyond loopback it starts only with authentication: API_KEY_ENABLED and API_KEY.
ENV ASPNETCORE_URLS=http://+:4021
EXPOSE 4021 11111 30000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:4021/health/ready"]
ENTRYPOINT ["dotnet", "Flowker.Api.dll"]
